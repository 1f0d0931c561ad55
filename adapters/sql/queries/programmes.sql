-- name: lock
-- Let nobody else publish the same programme until this transaction ends.
select pg_advisory_xact_lock(hashtextextended('programmes/' || $1, 0));

-- name: latest
-- The newest version of a programme, and whether it says the same as the definition at hand.
select version, definition = $2::jsonb as same from programmes
where programme_id = $1 order by version desc limit 1;

-- name: publish
-- A version that was not there before.
insert into programmes (programme_id, version, definition) values ($1, $2, $3::jsonb);

-- name: find
-- One version of a programme, or the newest where none is named.
select version, definition from programmes
where programme_id = $1 and ($2::integer is null or version = $2) order by version desc limit 1;
