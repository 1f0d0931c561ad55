-- name: page
-- Facts after a position, in order.
select position, stream, version, event_id, type, schema_version, data, metadata -> 'actor' as actor,
    coalesce(metadata ->> 'policy_version', '') as policy_version, occurred_at, recorded_at, chain
from events where position > $1 order by position limit $2;

-- name: head
-- Where the log ends.
select position, chain from events order by position desc limit 1;

-- name: chain
-- The chain as it stands at a position.
select chain from events where position = $1;
