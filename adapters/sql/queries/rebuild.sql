-- name: lock
-- Whether this connection alone rebuilds something, for as long as it lives.
select pg_try_advisory_lock(hashtextextended($1, 0));

-- name: lay_out
-- Empty tables beside the live ones.
select lay_out($1::text[]);

-- name: take_statistics
-- What plans over the rebuilt tables go by.
select take_statistics($1::text[]);

-- name: take_over
-- The rebuilt tables become the live ones.
select take_over($1::text[]);
