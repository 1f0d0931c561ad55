-- What staff read of pairs: a line for each, what may be told of it, and its letters. Nothing sealed, no names.

set local role mentoring_projector;

-- A pair among others; what the columns mean is said by `Summary`.
create table read_models.pairs (
    pair_id              text        collate "C" primary key,
    programme_id         text        not null,
    cohort_id            text        collate "C" not null,
    time_zone            text        not null,
    phase                text        not null,
    health               text,
    meetings_held        integer     not null,
    meetings_expected    integer     not null,
    proposed_on          date        not null,
    confirmed_on         date,
    kickoff_completed_on date,
    starts_on            date,
    ends_on              date,
    ended_on             date,
    is_below_minimum     boolean     not null,
    last_at              timestamptz not null
);

create index pairs_of_cohort on read_models.pairs (cohort_id, phase);

-- The events that may be told, as they were stored.
create table read_models.timeline (
    stream         text        collate "C" not null,
    version        integer     not null,
    type           text        not null,
    schema_version smallint    not null,
    data           jsonb       not null,
    actor          jsonb       not null,
    policy_version text        not null,
    occurred_at    timestamptz not null,
    primary key (stream, version)
);

-- Letters that were asked for, and what became of them. Neither whose they are nor when they left: either would
-- say who has not answered. `version` is that of the event that asked.
create table read_models.asked_letters (
    letter_id   uuid        primary key,
    stream      text        collate "C" not null,
    version     integer     not null,
    template    text        not null,
    because     text        not null,
    asked_at    timestamptz not null,
    state       text        not null,
    error_class text        not null
);

create index letters_of_stream on read_models.asked_letters (stream, version);

reset role;
