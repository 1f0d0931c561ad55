-- The log: what happened, what was answered, what is still to be done, and who holds what.

-- Roles belong to the whole cluster, so another database or a person may have made them already.
-- Whoever migrates must be able to act as each of them; other logins are granted what they need.
create procedure have_role(name text) language plpgsql as $$
begin
    if to_regrole(name) is null then
        execute format('create role %I nologin', name);
        execute format('grant %I to %I', name, current_user);
    elsif not pg_has_role(current_user, name, 'MEMBER') then
        execute format('grant %I to %I', name, current_user);
    end if;
end
$$;

call have_role('mentoring_owner');
call have_role('mentoring_writer');
call have_role('mentoring_reader');
call have_role('mentoring_projector');
call have_role('mentoring_watchman');
call have_role('mentoring_keys');

grant create on schema public to mentoring_owner;
set local role mentoring_owner;

-- Nobody may call a function of the house unless it was granted.
alter default privileges revoke execute on functions from public;

-- Facts. Positions are 1..N without holes and commit in order: `where position > $1` misses nothing.
create table events (
    position       bigint      primary key,
    stream         text        collate "C" not null check (stream <> ''),
    version        integer     not null check (version > 0),
    event_id       uuid        not null unique,
    command_id     text        not null,
    type           text        not null,
    schema_version smallint    not null,
    data           jsonb       not null,
    sealed         bytea,
    metadata       jsonb       not null,
    occurred_at    timestamptz not null,
    recorded_at    timestamptz not null,
    chain          bytea       not null check (octet_length(chain) = 32),
    unique (stream, version)
);

-- What was answered to a message, so that the same message gets the same answer for ever.
create table commands (
    stream      text  collate "C" not null,
    command_id  text  not null,
    fingerprint bytea not null,
    answer      jsonb not null,
    primary key (stream, command_id)
);

-- What is still to be done after the latest batch of a stream; `looks` and `look_after` are the watchman's.
create table plans (
    stream     text        collate "C" primary key,
    version    integer     not null,
    plan       bytea       not null,
    next_at    timestamptz,
    over       boolean     not null,
    looks      integer     not null default 0,
    look_after timestamptz
);

create index plans_due on plans (next_at) where not over;

-- What one stream holds alone, such as a person's place in a pair.
create table claims (
    key    text collate "C" primary key,
    stream text collate "C" not null
);

-- How far a reader has come; the chain value tells it when the log behind it was rewritten.
create table checkpoints (
    name       text        primary key,
    position   bigint      not null,
    chain      bytea       not null,
    updated_at timestamptz not null default now()
);

-- One key per stream or person, wrapped; without its row everything sealed with it is unreadable.
create table subject_keys (
    subject    text        collate "C" primary key,
    key_id     bytea       not null unique,
    wrapped    bytea       not null,
    created_at timestamptz not null default now()
);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'events are never changed, deleted or truncated' using errcode = 'insufficient_privilege';
end
$$;

create trigger events_are_final before update or delete or truncate on events
    for each statement execute function refuse_change();

-- What one message led to, as it is handed to `append`. A batch without a command is a look.
create type new_event as (
    event_id       uuid,
    type           text,
    schema_version smallint,
    data           jsonb,
    sealed         bytea,
    metadata       jsonb,
    occurred_at    timestamptz
);

create type new_batch as (
    stream      text,
    seen        integer,
    command_id  text,
    fingerprint bytea,
    answer      jsonb,
    events      new_event[],
    plan        bytea,
    next_at     timestamptz,
    over        boolean,
    claims      text[],
    releases    text[],
    shred       boolean
);

-- The hash over an event and the chain before it (`first` where there is none in this call): a change
-- anywhere breaks every chain value after it.
create function chained(
    chain bytea, first bytea, "position" bigint, stream text, version integer, event_id uuid, command_id text,
    type text, schema_version smallint, data jsonb, sealed bytea, metadata jsonb, occurred_at timestamptz,
    recorded_at timestamptz
) returns bytea language sql immutable as $$
    select sha256(coalesce(chain, first) || convert_to(jsonb_build_array(
        "position", stream, version, event_id, command_id, type, schema_version, data, encode(sealed, 'hex'), metadata,
        (extract(epoch from occurred_at) * 1000000)::bigint, (extract(epoch from recorded_at) * 1000000)::bigint
    )::text, 'UTF8'))
$$;

create aggregate chain_of(
    first bytea, "position" bigint, stream text, version integer, event_id uuid, command_id text,
    type text, schema_version smallint, data jsonb, sealed bytea, metadata jsonb, occurred_at timestamptz,
    recorded_at timestamptz
) (sfunc = chained, stype = bytea);

-- What is to become of each batch. The order matters: what was answered before wins over what was decided now.
-- Sealed text begins with the id of its key: what was sealed with a key shredded since could never be read.
create function judged(batches new_batch[]) returns text[] language plpgsql as $$
begin
    return array(
        select case
            when b.seen > head.version then 'ahead'
            when earlier.fingerprint <> b.fingerprint then 'mismatch'
            when earlier.fingerprint is not null then 'known'
            when b.seen < head.version then 'behind'
            when b.command_id is null then 'current'
            when exists (select from claims where key = any (b.claims) and stream <> b.stream) then 'claimed'
            when b.plan is not null and not exists (
                select from subject_keys where subject = b.stream and key_id = substr(b.plan, 1, 8)
            ) then 'unreadable'
            else 'appended'
        end
        from unnest(batches) with ordinality as b
        cross join lateral (
            select coalesce(max(version), 0) as version from events where stream = b.stream
        ) as head
        left join commands as earlier on earlier.stream = b.stream and earlier.command_id = b.command_id
        order by b.ordinality
    );
end
$$;

create function store_events(fresh new_batch[]) returns void language plpgsql as $$
declare
    head   events;
    moment timestamptz;
begin
    select * into head from events order by position desc limit 1;
    moment := greatest(clock_timestamp(), head.recorded_at);
    insert into events
    select n.*, moment, chain_of(
        coalesce(head.chain, decode(repeat('00', 32), 'hex')), n.position, n.stream, n.version, n.event_id,
        n.command_id, n.type, n.schema_version, n.data, n.sealed, n.metadata, n.occurred_at, moment
    ) over (order by n.position)
    from (
        select
            coalesce(head.position, 0) + row_number() over (order by b.ordinality, e.ordinality) as position,
            b.stream, b.seen + e.ordinality::integer as version, e.event_id, b.command_id, e.type, e.schema_version,
            e.data, e.sealed, e.metadata, e.occurred_at
        from unnest(fresh) with ordinality as b, unnest(b.events) with ordinality as e
    ) as n;
end
$$;

create function store_plans(fresh new_batch[]) returns void language plpgsql as $$
begin
    insert into plans (stream, version, plan, next_at, over)
    select stream, seen + cardinality(events), plan, next_at, b.over
    from unnest(fresh) as b where cardinality(events) > 0
    on conflict (stream) do update set
        version = excluded.version, plan = excluded.plan, next_at = excluded.next_at, over = excluded.over,
        looks = 0, look_after = null;
end
$$;

create function store_claims(fresh new_batch[]) returns void language plpgsql as $$
begin
    delete from claims using unnest(fresh) as b where key = any (b.releases) and claims.stream = b.stream;
    insert into claims
    select claimed.key, b.stream from unnest(fresh) as b, unnest(b.claims) as claimed (key)
    where not exists (select from claims as held where held.key = claimed.key and held.stream = b.stream);
end
$$;

create function store(fresh new_batch[]) returns void language plpgsql as $$
begin
    insert into commands select stream, command_id, fingerprint, answer from unnest(fresh);
    perform store_events(fresh);
    perform store_plans(fresh);
    perform store_claims(fresh);
    delete from subject_keys where subject in (select stream from unnest(fresh) where shred);
end
$$;

-- The one way to write. One outcome per batch, in their order, each with the rows after `seen` and the stored plan.
-- To be called in autocommit: the lock is held until the commit, so that positions commit in order.
-- No two batches of a call may touch the same stream, event or claim; such a call fails as a whole.
create function append(batches new_batch[])
returns table (
    outcome text, holder text, answer jsonb, version integer, rows events[], plan bytea, over boolean
)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
-- Planning takes longer than doing, so plan once; the way by the index is right for tables of every size.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
#variable_conflict use_column
declare
    outcomes text[];
begin
    perform pg_advisory_xact_lock(hashtext('events'));
    outcomes := judged(batches);
    perform store(array(
        select batches[n] from unnest(outcomes) with ordinality as o (outcome, n)
        where o.outcome = 'appended' order by n
    ));
    return query
    select
        outcomes[b.ordinality],
        (select c.stream from claims as c where outcomes[b.ordinality] = 'claimed'
            and c.key = any (b.claims) and c.stream <> b.stream order by c.key limit 1),
        (select c.answer from commands as c where outcomes[b.ordinality] in ('appended', 'known')
            and c.stream = b.stream and c.command_id = b.command_id),
        (select coalesce(max(e.version), 0) from events as e where e.stream = b.stream),
        array(select e from events as e where e.stream = b.stream and e.version > b.seen order by e.version limit 200),
        p.plan, p.over
    from unnest(batches) with ordinality as b
    left join plans as p on p.stream = b.stream
    order by b.ordinality;
end
$$;

grant execute on function append to mentoring_writer;
grant execute on function chained to mentoring_reader;
grant select on events, commands, plans, claims, checkpoints to mentoring_reader;
grant select on events, plans to mentoring_projector;
grant select, insert, update on checkpoints to mentoring_projector;
grant select on plans to mentoring_watchman;
grant update (looks, look_after) on plans to mentoring_watchman;
grant select, insert, delete on subject_keys to mentoring_keys;

reset role;
