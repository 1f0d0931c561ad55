-- name: overdue
-- Streams whose next moment passed two minutes ago; each is noted, then left alone for 2, 4, 8 … minutes, at most a day.
-- A row that is being written is skipped: its stream is awake.
with due as (
    select stream, next_at from plans
    where not over
      and next_at < clock_timestamp() - interval '2 minutes'
      and (look_after is null or look_after <= clock_timestamp())
    order by next_at
    limit $1
    for update skip locked
), noted as (
    update plans set
        looks = looks + 1,
        look_after = clock_timestamp() + least(interval '2 minutes' * 2 ^ least(looks, 20), interval '1 day')
    from due where plans.stream = due.stream
    returning plans.stream, due.next_at
)
select stream from noted order by next_at;
