-- name: find
-- The key of a stream or a person, still wrapped.
select key_id, wrapped from subject_keys where subject = $1;

-- name: make
-- A new key, unless somebody else was faster.
insert into subject_keys (subject, key_id, wrapped) values ($1, $2, $3) on conflict (subject) do nothing;

-- name: forget
-- Whatever was sealed with this key is unreadable from now on.
delete from subject_keys where subject = $1;
