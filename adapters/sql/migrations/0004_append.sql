-- The append, faster: the same outcomes, the same chain, the same rows stored. What was measured: docs/performance.md.
-- And the next deadline of each stream in clear, for lists and boards.

set local role mentoring_owner;

-- Ciphertext does not compress. Where `next_at` stays as it was, a plan is replaced in place if its page has room.
alter table plans alter column plan set storage external;
alter table plans set (fillfactor = 70);

-- Deadlines never tell what is sealed: they are the same whoever has answered.
alter table plans add column deadline text, add column deadline_at timestamptz;
alter type new_batch add attribute deadline text, add attribute deadline_at timestamptz;

create or replace function store_plans(fresh new_batch[]) returns void language plpgsql as $$
begin
    insert into plans (stream, version, plan, next_at, over, deadline, deadline_at)
    select stream, seen + cardinality(events), plan, next_at, b.over, b.deadline, b.deadline_at
    from unnest(fresh) as b where cardinality(events) > 0
    on conflict (stream) do update set
        version = excluded.version, plan = excluded.plan, next_at = excluded.next_at, over = excluded.over,
        deadline = excluded.deadline, deadline_at = excluded.deadline_at, looks = 0, look_after = null;
end
$$;

-- What is to become of each batch. The order matters: what was answered before wins over what was decided now.
-- Versions have no gaps, so one look at `seen` and one at its successor tell where the stream ends.
-- Sealed text begins with the id of its key: what was sealed with a key shredded since could never be read.
create or replace function judged(batches new_batch[]) returns text[] language plpgsql as $$
begin
    return array(
        select case
            when b.seen > 0 and last.version is null then 'ahead'
            when earlier.fingerprint <> b.fingerprint then 'mismatch'
            when earlier.fingerprint is not null then 'known'
            when next.version is not null then 'behind'
            when b.command_id is null then 'current'
            when cardinality(b.claims) > 0 and exists (
                select from claims where key = any (b.claims) and stream <> b.stream
            ) then 'claimed'
            when b.plan is not null and used.subject is null then 'unreadable'
            else 'appended'
        end
        from unnest(batches) with ordinality as b
        left join events as last on last.stream = b.stream and last.version = b.seen
        left join events as next on next.stream = b.stream and next.version = b.seen + 1
        left join commands as earlier on earlier.stream = b.stream and earlier.command_id = b.command_id
        left join subject_keys as used on used.subject = b.stream and used.key_id = substr(b.plan, 1, 8)
        order by b.ordinality
    );
end
$$;

-- What the chain says of an event, but for what is given under the lock: its position and the moment of recording.
-- The brackets come off by `btrim`, since the first element is text and the last one a number.
create function chain_text(
    stream text, version integer, event_id uuid, command_id text, type text, schema_version smallint, data jsonb,
    sealed bytea, metadata jsonb, occurred_at timestamptz
) returns text language sql stable as $$
    select btrim(jsonb_build_array(
        stream, version, event_id, command_id, type, schema_version, data, encode(sealed, 'hex'), metadata,
        (extract(epoch from occurred_at) * 1000000)::bigint
    )::text, '[]')
$$;

-- These texts of all events in their order. Writing them down takes time, so it is done before the lock is taken.
create function chain_texts(batches new_batch[]) returns text[] language plpgsql as $$
begin
    return array(
        select chain_text(
            b.stream, b.seen + e.ordinality::integer, e.event_id, b.command_id, e.type, e.schema_version,
            e.data, e.sealed, e.metadata, e.occurred_at
        )
        from unnest(batches) with ordinality as b, unnest(b.events) with ordinality as e
        order by b.ordinality, e.ordinality
    );
end
$$;

-- Positions, the moment of recording and the chain are given here, under the lock. The chain is that of `chained`.
create function store_events(fresh new_batch[], texts text[]) returns void language plpgsql as $$
declare
    head   events;
    before bigint;
    moment timestamptz;
    rest   text;
    link   bytea;
    links  bytea[];
begin
    select * into head from events order by position desc limit 1;
    before := coalesce(head.position, 0);
    moment := greatest(clock_timestamp(), head.recorded_at);
    rest := ', ' || (extract(epoch from moment) * 1000000)::bigint || ']';
    link := coalesce(head.chain, decode(repeat('00', 32), 'hex'));
    for n in 1 .. cardinality(texts) loop
        link := sha256(link || convert_to('[' || (before + n) || ', ' || texts[n] || rest, 'UTF8'));
        links[n] := link;
    end loop;
    insert into events
    select
        before + n, stream, version, event_id, command_id, type, schema_version, data, sealed, metadata,
        occurred_at, moment, links[n]
    from (
        select
            row_number() over (order by b.ordinality, e.ordinality) as n,
            b.stream, b.seen + e.ordinality as version, e.event_id, b.command_id, e.type, e.schema_version,
            e.data, e.sealed, e.metadata, e.occurred_at
        from unnest(fresh) with ordinality as b, unnest(b.events) with ordinality as e
    ) as e;
end
$$;

create function store(fresh new_batch[], texts text[], are_plain boolean) returns void language plpgsql as $$
begin
    insert into commands select stream, command_id, fingerprint, answer from unnest(fresh);
    perform store_events(fresh, texts);
    perform store_plans(fresh);
    if not are_plain then
        perform store_claims(fresh);
        delete from subject_keys where subject in (select stream from unnest(fresh) where shred);
    end if;
end
$$;

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
-- unless its key was shredded with it: then they come as anybody will read them from now on. Who answers for the log
-- must go by the same condition (`EventStore._recorded`).
create function told(batches new_batch[], outcomes text[])
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
        case when not is_new then (select coalesce(max(e.version), 0) from events as e where e.stream = b.stream) end,
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

create or replace function append(batches new_batch[])
returns table (
    outcome text, holder text, answer jsonb, version integer, rows events[], plan bytea, over boolean
)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
-- Planning takes longer than doing, so plan once; the way by the index is right for tables of every size.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
#variable_conflict use_column
declare
    fresh     new_batch[] := batches;
    written   text[] := chain_texts(batches);
    -- As a rule each has events, and none claims, releases or shreds anything.
    are_plain boolean := not exists (
        select from unnest(batches)
        where cardinality(events) = 0 or cardinality(claims) > 0 or cardinality(releases) > 0 or shred
    );
    outcomes  text[];
begin
    perform pg_advisory_xact_lock(hashtext('events'));
    outcomes := judged(batches);
    if 'appended' <> any (outcomes) then
        fresh := array(
            select batches[o.n] from unnest(outcomes) with ordinality as o (outcome, n)
            where o.outcome = 'appended' order by o.n
        );
        written := chain_texts(fresh);
    end if;
    perform store(fresh, written, are_plain);
    -- Then all are new in the sense of `told`, and there is nothing to look up.
    if are_plain and 'appended' = all (outcomes) then
        return query
        select 'appended', null::text, null::jsonb, null::integer, '{}'::events[], null::bytea, null::boolean
        from unnest(batches);
    else
        return query select * from told(batches, outcomes);
    end if;
end
$$;

grant execute on function page_of to mentoring_reader;

drop function store (new_batch[]);
drop function store_events (new_batch[]);
drop aggregate chain_of (
    bytea, bigint, text, integer, uuid, text, text, smallint, jsonb, bytea, jsonb, timestamptz, timestamptz
);

reset role;
