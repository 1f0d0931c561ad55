-- name: end
-- The last position, 0 in an empty log.
select coalesce(max(position), 0) from events;

-- name: page
-- The rows after a position whose chain value and moment of recording are known: how many, how the last one ends,
-- and the first that does not follow, was recorded before the one before it, or has no former version, command or plan.
with page as materialized (
    select
        e.position, e.stream, e.version, e.command_id, e.recorded_at, e.chain,
        lag(e.position, 1, $1::bigint) over w as before,
        lag(e.recorded_at, 1, $3::timestamptz) over w as recorded_before,
        linked(lag(e.chain, 1, $2::bytea) over w, e.position, e) as link
    from events as e
    where e.position > $1
    window w as (order by e.position)
    order by e.position
    limit $4
), last as (
    select position, chain, recorded_at from page order by position desc limit 1
)
select
    count(*) as events,
    (select position from last) as position,
    (select chain from last) as chain,
    (select recorded_at from last) as recorded_at,
    min(e.position) filter (where e.position <> e.before + 1 or e.link is distinct from e.chain) as unlinked,
    min(e.position) filter (where e.recorded_at < e.recorded_before) as early,
    -- Not `exists`, for which a whole table might be read page by page.
    min(e.position) filter (where e.version > 1 and (
        select former.position from events as former where former.stream = e.stream and former.version = e.version - 1
    ) < e.position is not true) as unversioned,
    min(e.position) filter (where (
        select c.stream from commands as c where c.stream = e.stream and c.command_id = e.command_id
    ) is null) as unasked,
    min(e.position) filter (where (
        select p.version from plans as p where p.stream = e.stream
    ) >= e.version is not true) as unplanned
from page as e;

-- name: before
-- The row before a position, but not before a former one.
select position, chain, recorded_at from events where position < $1 and position > $2 order by position desc limit 1;

-- name: stored
-- The chain values at these positions; nothing stands before the first one.
select position, chain from events where position = any($1::bigint[]) and position > 0;

-- name: outside
-- A row before the first position.
select position from events where position < 1 order by position limit 1;

-- name: plan_astray
-- A plan that was made after another version than the last of its stream.
select p.stream, p.version, coalesce(e.position, 0) as position, coalesce(e.version, 0) as last
from plans as p
left join lateral (
    select position, version from events where stream = p.stream order by version desc limit 1
) as e on true
where p.version <> coalesce(e.version, 0)
order by e.position limit 1;

-- name: checkpoint_astray
-- A reader that went on from another log than this one; what an interrupted rebuild left behind reads nothing any more.
select c.name, c.position from checkpoints as c
where c.position > 0 and not starts_with(c.name, 'rebuilding/')
  and not exists (select from events as e where e.position = c.position and e.chain = c.chain)
order by c.position limit 1;
