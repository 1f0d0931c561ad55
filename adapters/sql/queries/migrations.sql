-- name: lock
-- Two programs that start at once migrate one after the other.
select pg_advisory_lock(hashtext('schema_migrations'));

-- name: unlock
-- Let the next one look.
select pg_advisory_unlock(hashtext('schema_migrations'));

-- name: prepare
-- Where applied migrations are noted.
create table if not exists schema_migrations (
    name       text primary key,
    sha256     text not null,
    applied_at timestamptz not null default now()
);

-- name: applied
-- What was applied, and what it looked like then.
select name, sha256 from schema_migrations;

-- name: note
-- Note one migration as applied.
insert into schema_migrations (name, sha256) values ($1, $2);
