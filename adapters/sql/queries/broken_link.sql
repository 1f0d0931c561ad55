-- name: scene
-- A row that does not follow the chain value before it, and what its neighbours say: whether it follows but for
-- a hole, whether the next one goes on from its chain value or from its content, whether the next one tells that
-- rows were taken out and the hole was closed, and whether commands and plans know the row.
select
    broken.stream, broken.version,
    linked($2, broken.position, broken) = broken.chain as follows,
    linked(broken.chain, (next.row).position, next.row) = (next.row).chain as goes_on,
    linked(linked($2, broken.position, broken), (next.row).position, next.row) = (next.row).chain as content_goes_on,
    exists (
        select from generate_series(1, 1000) as taken_out
        where linked(broken.chain, (next.row).position + taken_out, next.row) = (next.row).chain
    ) as moved_up,
    exists (
        select from commands as c where c.stream = broken.stream and c.command_id = broken.command_id
    ) and exists (
        select from plans as p where p.stream = broken.stream and p.version >= broken.version
    ) as is_known
from events as broken
left join lateral (
    select e as row from events as e where e.position > broken.position order by e.position limit 1
) as next on true
where broken.position = $1;

-- name: double
-- Among the rows after a position, the first that is broken too and whose content (all of it, what happened, or the
-- data) gives the chain value of a broken row; and the first that came from its place with its own chain value.
select
    count(*) as events,
    max((later.row).position) as position,
    min((later.row).position) filter (where broken.chain in (
        linked($2, $1, later.row),
        linked($2, $1, row(
            broken.position, broken.stream, broken.version, broken.event_id, broken.command_id, (later.row).type,
            (later.row).schema_version, (later.row).data, (later.row).sealed, (later.row).metadata,
            (later.row).occurred_at, broken.recorded_at, broken.chain
        )::events),
        linked($2, $1, row(
            broken.position, broken.stream, broken.version, broken.event_id, broken.command_id, broken.type,
            broken.schema_version, (later.row).data, broken.sealed, broken.metadata,
            broken.occurred_at, broken.recorded_at, broken.chain
        )::events)
    ) and (later.row).chain is distinct from linked(
        (select chain from events where position = (later.row).position - 1), (later.row).position, later.row
    )) as exchanged,
    min((later.row).position) filter (where linked($2, $1, later.row) = (later.row).chain) as displaced
from events as broken
cross join lateral (
    select e as row from events as e where e.position > $3 order by e.position limit $4
) as later
where broken.position = $1;

-- name: belongs
-- Whether a row, with its own chain value, comes from the place of another one.
select linked(
    (select chain from events where position = case when $2 = $1 + 1 then $2 else $2 - 1 end), $2, e
) = e.chain as belongs
from events as e where e.position = $1;
