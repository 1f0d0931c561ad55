-- name: lead
-- Whether this connection leads something from now on, for as long as it lives.
select pg_try_advisory_lock(hashtextextended($1, 0));
