-- What the walk along the chain asks of every event.

set local role mentoring_owner;

-- The chain value that an event would have at this place, after this chain value; none where a moment is not finite.
-- The second argument of `chained` was that of an aggregate which is no more.
create function linked(before bytea, place bigint, event events) returns bytea language sql stable as $$
    select case when isfinite(event.occurred_at) and isfinite(event.recorded_at) then chained(
        before, null, place, event.stream, event.version, event.event_id, event.command_id, event.type,
        event.schema_version, event.data, event.sealed, event.metadata, event.occurred_at, event.recorded_at
    ) end
$$;

grant execute on function linked to mentoring_reader;

reset role;
