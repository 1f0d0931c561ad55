-- Where read models live, and where they are built anew beside the live ones.

create schema read_models authorization mentoring_projector;
create schema rebuilding authorization mentoring_projector;

set local role mentoring_projector;

grant usage on schema read_models, rebuilding to mentoring_reader;
-- A table that was rebuilt has the rights of where it was made, so both places give the same.
alter default privileges in schema read_models grant select on tables to mentoring_reader;
alter default privileges in schema rebuilding grant select on tables to mentoring_reader;

reset role;
set local role mentoring_owner;

create function refuse_to_forget() returns trigger language plpgsql as $$
begin
    raise exception 'the checkpoint of a live reader stays' using errcode = 'insufficient_privilege';
end
$$;

create trigger live_checkpoints_stay before delete on checkpoints
    for each row when (not starts_with(old.name, 'rebuilding/')) execute function refuse_to_forget();

-- Empty tables beside the live ones, each like its live one; what an earlier attempt left there goes.
create function lay_out(tables text[]) returns void language plpgsql as $$
declare
    name text;
begin
    foreach name in array tables loop
        execute format('drop table if exists rebuilding.%I', name);
        execute format('create table rebuilding.%I (like read_models.%I including all)', name, name);
    end loop;
end
$$;

-- So that the first plans over the rebuilt tables are as good as those over the live ones.
create function take_statistics(tables text[]) returns void language plpgsql as $$
declare
    name text;
begin
    foreach name in array tables loop
        execute format('analyze rebuilding.%I', name);
    end loop;
end
$$;

-- The rebuilt tables become the live ones. A name is looked up again after the commit, so whoever waits finds the new.
create function take_over(tables text[]) returns void language plpgsql as $$
declare
    name text;
begin
    foreach name in array tables loop
        execute format('drop table read_models.%I', name);
    end loop;
    foreach name in array tables loop
        execute format('alter table rebuilding.%I set schema read_models', name);
    end loop;
end
$$;

grant delete on checkpoints to mentoring_projector;
grant execute on function lay_out, take_statistics, take_over to mentoring_projector;

reset role;
