-- name: find
-- What is known of a letter.
select state, provider_id, error_class from letters where letter_id = $1;

-- name: enter
-- Note a letter whose first request is about to leave; no row comes back if another worker was faster.
insert into letters (letter_id, stream, state, attempts, rendered) values ($1, $2, 'POSTING', 1, $3)
on conflict do nothing returning letter_id;

-- name: refuse
-- Note a letter that can never leave.
insert into letters (letter_id, stream, state, error_class) values ($1, $2, 'FAILED', $3) on conflict do nothing;

-- name: begin
-- Another request for a letter whose last one was surely not accepted, or may be repeated.
update letters set state = 'POSTING', attempts = attempts + 1, last_attempt_at = clock_timestamp()
where letter_id = $1 and (state = 'WAITING' or (state = 'POSTING' and $2))
returning rendered;

-- name: give_up
-- End a letter that was tried for too long, or whose only request was not answered in time and may not be repeated.
update letters set state = 'UNKNOWN', rendered = null,
    error_class = case when first_attempt_at < clock_timestamp() - $3::interval then 'given_up' else 'answer_lost' end
where letter_id = $1 and state in ('POSTING', 'WAITING') and (
    first_attempt_at < clock_timestamp() - $3::interval
    or (state = 'POSTING' and not $2 and last_attempt_at < clock_timestamp() - $4::interval)
)
returning state, provider_id, error_class;

-- name: wait
-- The request was surely not accepted; the letter waits for the next one.
update letters set state = 'WAITING' where letter_id = $1 and state = 'POSTING';

-- name: settle
-- The final outcome of a letter; the first one stays.
update letters set state = $2, provider_id = $3, error_class = $4, rendered = null
where letter_id = $1 and state in ('POSTING', 'WAITING');
