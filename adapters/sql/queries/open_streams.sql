-- name: count
-- How many streams have a plan that is not over.
select count(*) from plans where not over;

-- name: portion
-- Those of them that come next after a name.
select stream from plans where not over and stream > $1 order by stream limit $2;
