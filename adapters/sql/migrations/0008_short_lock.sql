-- The append, shorter under its lock: rows are laid out before it is taken, and the end of a stream is looked up once.
-- The outcomes, the chain and the rows stored are the same. What was measured: docs/performance.md.

set local role mentoring_owner;

-- What is to become of each batch. The order matters: what was answered before wins over what was decided now.
-- Sealed text begins with the id of its key: what was sealed with a key shredded since could never be read.
create or replace function judged(batches new_batch[]) returns text[] language plpgsql as $$
begin
    return array(
        select case
            when b.seen > coalesce(head.version, 0) then 'ahead'
            when earlier.fingerprint <> b.fingerprint then 'mismatch'
            when earlier.fingerprint is not null then 'known'
            when b.seen < head.version then 'behind'
            when b.command_id is null then 'current'
            when cardinality(b.claims) > 0 and exists (
                select from claims where key = any (b.claims) and stream <> b.stream
            ) then 'claimed'
            when b.plan is not null and used.subject is null then 'unreadable'
            else 'appended'
        end
        from unnest(batches) with ordinality as b
        left join lateral (
            select e.version from events as e where e.stream = b.stream order by e.version desc limit 1
        ) as head on true
        left join commands as earlier on earlier.stream = b.stream and earlier.command_id = b.command_id
        left join subject_keys as used on used.subject = b.stream and used.key_id = substr(b.plan, 1, 8)
        order by b.ordinality
    );
end
$$;

-- The rows of all batches in their order, but for what is given under the lock: position, moment of recording, chain.
create function laid_out(batches new_batch[]) returns events[] language plpgsql as $$
begin
    return array(
        select (
            null, b.stream, b.seen + e.ordinality, e.event_id, b.command_id, e.type, e.schema_version,
            e.data, e.sealed, e.metadata, e.occurred_at, null, null
        )::events
        from unnest(batches) with ordinality as b, unnest(b.events) with ordinality as e
        order by b.ordinality, e.ordinality
    );
end
$$;

-- What the chain says of each row. Writing it down takes time, so it is done before the lock is taken.
create function chain_texts(laid_out events[]) returns text[] language plpgsql as $$
begin
    return array(
        select chain_text(
            stream, version, event_id, command_id, type, schema_version, data, sealed, metadata, occurred_at
        )
        from unnest(laid_out) with ordinality
        order by ordinality
    );
end
$$;

-- Positions, the moment of recording and the chain are given here, under the lock. The chain is that of `chained`.
create function store_events(laid_out events[], texts text[]) returns void language plpgsql as $$
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
        before + ordinality, stream, version, event_id, command_id, type, schema_version, data, sealed, metadata,
        occurred_at, moment, links[ordinality]
    from unnest(laid_out) with ordinality;
end
$$;

create function store(fresh new_batch[], laid_out events[], texts text[], are_plain boolean)
returns void language plpgsql as $$
begin
    insert into commands select stream, command_id, fingerprint, answer from unnest(fresh);
    perform store_events(laid_out, texts);
    perform store_plans(fresh);
    if not are_plain then
        perform store_claims(fresh);
        delete from subject_keys where subject in (select stream from unnest(fresh) where shred);
    end if;
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
    written   events[] := laid_out(batches);
    texts     text[] := chain_texts(written);
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
        written := laid_out(fresh);
        texts := chain_texts(written);
    end if;
    perform store(fresh, written, texts, are_plain);
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

drop function store (new_batch[], text[], boolean);
drop function store_events (new_batch[], text[]);
drop function chain_texts (new_batch[]);

reset role;
