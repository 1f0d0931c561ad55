-- name: begin
-- A reader that has read nothing yet, unless it is known.
insert into checkpoints (name, position, chain) values ($1, 0, $2) on conflict (name) do nothing;

-- name: find
-- How far a reader has come.
select position, chain from checkpoints where name = $1;

-- name: hold
-- Until this transaction ends a reader comes no further.
select from checkpoints where name = $1 for update;

-- name: move
-- A reader goes on; no row is touched where somebody else moved it.
update checkpoints set position = $3, chain = $4, updated_at = clock_timestamp() where name = $1 and position = $2;

-- name: put
-- A reader stands here from now on, wherever it stood.
update checkpoints set position = $2, chain = $3, updated_at = clock_timestamp() where name = $1;

-- name: forget
-- A reader that is no more.
delete from checkpoints where name = $1;
