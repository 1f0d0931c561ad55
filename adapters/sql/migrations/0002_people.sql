-- The vault and the programmes: who the ids are, and what was promised to them.

set local role mentoring_owner;

-- Names, addresses and profiles, sealed with the person's own key; the id tells nothing about the person.
create table people (
    person_id text  collate "C" primary key,
    sealed    bytea not null
);

-- Published programmes. A change makes a new version, so what a running pair was promised stays readable.
create table programmes (
    programme_id text        collate "C" not null,
    version      integer     not null check (version > 0),
    definition   jsonb       not null,
    published_at timestamptz not null default now(),
    primary key (programme_id, version)
);

create function refuse_change_of_programme() returns trigger language plpgsql as $$
begin
    raise exception 'a published programme is never changed or deleted' using errcode = 'insufficient_privilege';
end
$$;

create trigger programmes_are_final before update or delete or truncate on programmes
    for each statement execute function refuse_change_of_programme();

grant select, insert, update, delete on people to mentoring_keys;
grant select, insert on programmes to mentoring_keys;
grant select on programmes to mentoring_reader;

reset role;
