-- name: streams
-- Every stream whose name begins so.
select stream from plans where starts_with(stream, $1) order by stream;

-- name: rows
-- The rows of some streams, without what is sealed.
select stream, version, event_id, type, schema_version, data, metadata, occurred_at
from events where stream = any($1::text[]) order by stream, version;
