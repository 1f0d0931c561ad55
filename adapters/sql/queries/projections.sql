-- name: pairs
-- The pairs of a page as they stand before it.
select * from pairs where pair_id = any ($1::text[]);

-- name: store_pairs
-- The pairs of a page as they stand after it, column by column.
insert into pairs as p (
    pair_id, programme_id, cohort_id, time_zone, phase, health, meetings_held, meetings_expected, proposed_on,
    confirmed_on, kickoff_completed_on, starts_on, ends_on, ended_on, is_below_minimum, last_at
)
select * from unnest(
    $1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::integer[], $8::integer[], $9::date[],
    $10::date[], $11::date[], $12::date[], $13::date[], $14::date[], $15::boolean[], $16::timestamptz[]
)
on conflict (pair_id) do update set
    phase = excluded.phase,
    health = excluded.health,
    meetings_held = excluded.meetings_held,
    meetings_expected = excluded.meetings_expected,
    confirmed_on = excluded.confirmed_on,
    kickoff_completed_on = excluded.kickoff_completed_on,
    starts_on = excluded.starts_on,
    ends_on = excluded.ends_on,
    ended_on = excluded.ended_on,
    is_below_minimum = excluded.is_below_minimum,
    last_at = excluded.last_at;

-- name: tell
-- Events that may be told, column by column.
insert into timeline (stream, version, type, schema_version, data, actor, policy_version, occurred_at)
select * from unnest(
    $1::text[], $2::integer[], $3::text[], $4::smallint[], $5::jsonb[], $6::jsonb[], $7::text[], $8::timestamptz[]
);

-- name: ask
-- Letters that were asked for, column by column.
insert into asked_letters (letter_id, stream, version, template, because, asked_at, state, error_class)
select asked.*, 'OWED', ''
from unnest($1::uuid[], $2::text[], $3::integer[], $4::text[], $5::text[], $6::timestamptz[]) as asked;

-- name: settle
-- What became of letters that were asked for before, column by column.
update asked_letters as a set state = became.state, error_class = became.error_class
from unnest($1::uuid[], $2::text[], $3::text[]) as became (letter_id, state, error_class)
where a.letter_id = became.letter_id;
