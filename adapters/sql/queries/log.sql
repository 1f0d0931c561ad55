-- name: append
-- Hand a page of batches to the log; one outcome each, in their order.
select outcome, holder, answer, version, rows, plan, over from append($1);

-- name: read
-- A page of a stream after a version, and where the stream ends.
select page.*, (select max(version) from events where stream = $1) as ends_at
from page_of($1, $2, $3) as page order by version;

-- name: plan
-- What is still to be done in a stream.
select plan, over from plans where stream = $1;

-- name: unsafe
-- Settings of the server with which a confirmed commit could be lost.
select name, setting from pg_settings
where (name in ('fsync', 'full_page_writes') and setting <> 'on')
   or (name = 'synchronous_commit' and setting in ('off', 'local'))
order by name;
