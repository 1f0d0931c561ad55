-- name: notify
-- Wake whoever listens.
select pg_notify($1, '');
