-- The log: what happened, what was answered, what is still to be done, and who holds what.

-- Roles belong to the whole cluster, so another database may have made them already.
do $$
declare
    name text;
begin
    foreach name in array array['owner', 'writer', 'reader', 'projector', 'watchman', 'keys'] loop
        begin
            if not exists (select from pg_roles where rolname = 'mentoring_' || name) then
                execute format('create role %I nologin', 'mentoring_' || name);
            end if;
        exception
            when duplicate_object or unique_violation then null;
        end;
        -- Whoever migrates may act as each of them; other logins are granted what they need.
        execute format('grant %I to %I', 'mentoring_' || name, current_user);
    end loop;
end
$$;

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

-- The hash over an event and the one before it: a change anywhere breaks every chain value after it.
create function chained(previous bytea, event events) returns bytea language sql stable as $$
    select sha256(previous || convert_to(jsonb_build_array(
        event.position, event.stream, event.version, event.event_id, event.command_id, event.type,
        event.schema_version, event.data, encode(event.sealed, 'hex'), event.metadata,
        (extract(epoch from event.occurred_at) * 1000000)::bigint,
        (extract(epoch from event.recorded_at) * 1000000)::bigint
    )::text, 'UTF8'))
$$;

create function version_of(stream_name text) returns integer language sql stable as $$
    select coalesce(max(version), 0) from events where stream = stream_name
$$;

-- What is to become of a batch. The order matters: what was answered before wins over what was decided now.
create function judged(batch new_batch) returns text language sql stable as $$
    select case
        when batch.seen > head then 'ahead'
        when earlier.fingerprint <> batch.fingerprint then 'mismatch'
        when earlier.fingerprint is not null then 'known'
        when batch.seen < head then 'behind'
        when batch.command_id is null then 'current'
        when exists (
            select from claims where key = any (batch.claims) and stream <> batch.stream
        ) then 'claimed'
        else 'appended'
    end
    from version_of(batch.stream) as head
    left join commands as earlier on earlier.stream = batch.stream and earlier.command_id = batch.command_id
$$;

create function store_events(batch new_batch) returns void language plpgsql as $$
declare
    head  events;
    fresh events;
    given new_event;
begin
    select * into head from events order by position desc limit 1;
    fresh.position := coalesce(head.position, 0);
    fresh.chain := coalesce(head.chain, decode(repeat('00', 32), 'hex'));
    fresh.stream := batch.stream;
    fresh.version := batch.seen;
    fresh.command_id := batch.command_id;
    fresh.recorded_at := greatest(clock_timestamp(), head.recorded_at);
    foreach given in array batch.events loop
        fresh.position := fresh.position + 1;
        fresh.version := fresh.version + 1;
        fresh.event_id := given.event_id;
        fresh.type := given.type;
        fresh.schema_version := given.schema_version;
        fresh.data := given.data;
        fresh.sealed := given.sealed;
        fresh.metadata := given.metadata;
        fresh.occurred_at := given.occurred_at;
        fresh.chain := chained(fresh.chain, fresh);
        insert into events values (fresh.*);
    end loop;
end
$$;

create function store_plan(batch new_batch) returns void language sql as $$
    insert into plans (stream, version, plan, next_at, over)
    values (batch.stream, batch.seen + cardinality(batch.events), batch.plan, batch.next_at, batch.over)
    on conflict (stream) do update set
        version = excluded.version, plan = excluded.plan, next_at = excluded.next_at, over = excluded.over,
        looks = 0, look_after = null
$$;

create function store(batch new_batch) returns void language plpgsql as $$
begin
    insert into commands values (batch.stream, batch.command_id, batch.fingerprint, batch.answer);
    if cardinality(batch.events) > 0 then
        perform store_events(batch);
        perform store_plan(batch);
    end if;
    if cardinality(batch.releases) > 0 then
        delete from claims where key = any (batch.releases) and stream = batch.stream;
    end if;
    if cardinality(batch.claims) > 0 then
        insert into claims select key, batch.stream from unnest(batch.claims) as key on conflict do nothing;
    end if;
    if batch.shred then
        delete from subject_keys where subject = batch.stream;
    end if;
end
$$;

create function page_after(stream_name text, seen integer) returns events[] language sql stable as $$
    select array(select e from events as e where stream = stream_name and version > seen order by version limit 200)
$$;

-- The one way to write. One outcome per batch, in their order, each with the rows after `seen` and the stored plan.
-- To be called in autocommit: the lock is held until the commit, so that positions commit in order.
create function append(batches new_batch[])
returns table (
    outcome text, holder text, answer jsonb, version integer, rows events[], plan bytea, over boolean
)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
#variable_conflict use_column
declare
    batch new_batch;
begin
    perform pg_advisory_xact_lock(hashtext('events'));
    foreach batch in array batches loop
        outcome := judged(batch);
        if outcome = 'appended' then
            perform store(batch);
        end if;
        holder := (select c.stream from claims c where outcome = 'claimed' and c.key = any (batch.claims)
                   and c.stream <> batch.stream order by c.key limit 1);
        answer := (select c.answer from commands c where outcome in ('appended', 'known')
                   and c.stream = batch.stream and c.command_id = batch.command_id);
        version := version_of(batch.stream);
        rows := page_after(batch.stream, batch.seen);
        select p.plan, p.over into plan, over from plans p where p.stream = batch.stream;
        return next;
    end loop;
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
