-- name: keep
-- A person as known now; what was known before is replaced.
insert into people (person_id, sealed) values ($1, $2)
on conflict (person_id) do update set sealed = excluded.sealed;

-- name: find
-- The people with these ids, in the order of the ids; an unknown id has no row.
select person_id, sealed from people where person_id = any($1::text[]) order by person_id;
