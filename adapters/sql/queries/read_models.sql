-- name: pairs
-- All pairs, each with its letters that have left and with its next deadline. $1: the states of letters by urgency.
with asked as (
    select stream, ($1::text[])[min(array_position($1::text[], state))] as state
    from read_models.asked_letters group by stream, version, template, because
), sent as (
    select stream, count(*) as letters from asked where state = 'SENT' group by stream
)
select p.*, coalesce(sent.letters, 0) as letters_sent, plans.deadline, plans.deadline_at
from read_models.pairs as p
left join plans on plans.stream = 'pair/' || p.pair_id
left join sent on sent.stream = 'pair/' || p.pair_id
order by p.pair_id;

-- name: timeline
-- What may be told of a stream, in order.
select type, schema_version, data, actor, occurred_at from read_models.timeline where stream = $1 order by version;

-- name: letters
-- The letters of a stream; those that one event asked for alike are one.
select template, because, asked_at, array_agg(distinct state) as states
from read_models.asked_letters where stream = $1
group by version, template, because, asked_at order by version, template, because;

-- name: stream_of_letter
-- The stream in which a letter was asked for.
select stream from read_models.asked_letters where letter_id = $1;

-- name: figures
-- How each cohort fares, or one of them. $1: the states of letters by urgency.
with asked as (
    select stream, ($1::text[])[min(array_position($1::text[], state))] as state
    from read_models.asked_letters group by stream, version, template, because
), counted as (
    select p.cohort_id, asked.state, count(*) as letters
    from asked join read_models.pairs as p on asked.stream = 'pair/' || p.pair_id group by p.cohort_id, asked.state
), by_state as (
    select cohort_id, jsonb_object_agg(state, letters) as letters from counted group by cohort_id
)
select
    p.cohort_id,
    count(*) as proposed,
    count(p.confirmed_on) as confirmed,
    count(p.kickoff_completed_on) as kicked_off,
    count(*) filter (where p.phase = 'COMPLETED') as completed,
    count(*) filter (where p.is_below_minimum) as below_minimum,
    count(*) filter (where p.phase = 'DISSOLVED') as dissolved,
    count(*) filter (where p.phase = 'NOT_CONTINUED') as not_continued,
    count(*) filter (where p.phase = 'DECLINED') as declined,
    count(*) filter (where p.phase = 'EXPIRED') as expired,
    sum(p.meetings_held) as meetings_held,
    sum(p.meetings_expected) as meetings_expected,
    array_agg(p.phase) as phases,
    array_agg(p.health) as healths,
    coalesce(by_state.letters, '{}') as letters,
    percentile_cont(0.5) within group (order by p.kickoff_completed_on - p.confirmed_on) as days_to_kickoff
from read_models.pairs as p left join by_state using (cohort_id)
where $2::text is null or p.cohort_id = $2
group by p.cohort_id, by_state.letters order by p.cohort_id;

-- name: lag
-- How many events of the log are not in some read models yet.
select coalesce((select max(position) from events), 0) - min(coalesce(checkpoints.position, 0))
from unnest($1::text[]) as model (name) left join checkpoints using (name);
