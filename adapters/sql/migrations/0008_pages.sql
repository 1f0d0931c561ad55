-- A page ends by what is in it as well as by rows, since Temporal takes two megabytes at once.

set local role mentoring_owner;

-- The next rows of a stream, up to so many and up to a megabyte of what events hold; one row at least.
create function page_of(of_stream text, after integer, most integer) returns setof events language sql stable as $$
    select position, stream, version, event_id, command_id, type, schema_version, data, sealed, metadata,
        occurred_at, recorded_at, chain
    from (
        select e.*, sum(octet_length(e.data::text) + coalesce(octet_length(e.sealed), 0)) over (order by version) as bytes
        from (
            select * from events as e where e.stream = of_stream and e.version > after order by e.version limit most
        ) as e
    ) as e
    where bytes <= 1000000 or version = after + 1
    order by version
$$;

-- What is told of each batch. An appended one is stored whole, so of its rows and its plan nothing is sent back,
-- unless its key was shredded with it: then they come as anybody will read them from now on.
create or replace function told(batches new_batch[], outcomes text[])
returns table (
    outcome text, holder text, answer jsonb, version integer, rows events[], plan bytea, over boolean
)
language plpgsql as $$
#variable_conflict use_column
begin
    return query
    select
        outcomes[b.ordinality],
        (select c.stream from claims as c where outcomes[b.ordinality] = 'claimed'
            and c.key = any (b.claims) and c.stream <> b.stream order by c.key limit 1),
        (select c.answer from commands as c where outcomes[b.ordinality] = 'known'
            and c.stream = b.stream and c.command_id = b.command_id),
        (select coalesce(max(e.version), 0) from events as e where not is_new and e.stream = b.stream),
        case when is_new then '{}' else array(select e from page_of(b.stream, b.seen, 200) as e) end,
        p.plan, p.over
    from unnest(batches) with ordinality as b
    cross join lateral (
        select outcomes[b.ordinality] = 'appended' and cardinality(b.events) > 0 and not b.shred as is_new
    ) as o
    left join lateral (
        select plans.plan, plans.over from plans where not is_new and plans.stream = b.stream limit 1
    ) as p on true
    order by b.ordinality;
end
$$;

grant execute on function page_of to mentoring_reader;

reset role;
