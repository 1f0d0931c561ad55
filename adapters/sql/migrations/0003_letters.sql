-- The ledger of letters: what was asked of the mail API, and what came of it.

call have_role('mentoring_postman');

set local role mentoring_owner;

-- One row per letter, written before its first request leaves. POSTING: a request is out, or its answer was lost.
-- WAITING: the last request was surely not accepted. The other three are final, and what was rendered is gone.
create table letters (
    letter_id        uuid        primary key,
    stream           text        collate "C" not null,
    state            text        not null check (state in ('POSTING', 'WAITING', 'SENT', 'FAILED', 'UNKNOWN')),
    provider_id      text        not null default '',
    error_class      text        not null default '',
    attempts         integer     not null default 0,
    first_attempt_at timestamptz not null default clock_timestamp(),
    last_attempt_at  timestamptz not null default clock_timestamp(),
    rendered         bytea,
    check ((rendered is null) = (state in ('SENT', 'FAILED', 'UNKNOWN')))
);

create index letters_of_stream on letters (stream);

grant select, insert, update on letters to mentoring_postman;
grant select (letter_id, stream, state, provider_id, error_class, attempts, first_attempt_at, last_attempt_at)
    on letters to mentoring_reader;

reset role;
