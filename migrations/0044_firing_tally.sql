-- How late the steps of clocks fire, and how many promises were broken at which level: kept as it happens, like the counts of states, so
-- that asking costs the same however much has fired. The words are the upper bounds in seconds.
create function firing_bound(late interval) returns text language sql immutable as $$
  select case
    when late <= interval '1 second' then '1' when late <= interval '5 seconds' then '5'
    when late <= interval '15 seconds' then '15' when late <= interval '30 seconds' then '30'
    when late <= interval '60 seconds' then '60' when late <= interval '300 seconds' then '300'
    when late <= interval '900 seconds' then '900' when late <= interval '3600 seconds' then '3600'
    else 'more' end
$$;

create function tally_firing() returns trigger language plpgsql as $$
declare
  late interval := greatest(new.fired_at - new.due_at, interval '0');
begin
  insert into tally values ('firing', firing_bound(late), 1), ('firing milliseconds', 'all', extract(epoch from late) * 1000);
  if new.kind = 'breach' then
    insert into tally select 'breach', level, 1 from sla_clock where id = new.clock_id;
  end if;
  return null;
end $$;
create trigger tally_rows after insert on escalation for each row execute function tally_firing();

insert into tally
  select 'firing', firing_bound(greatest(fired_at - due_at, interval '0')), count(*) from escalation group by 2
  union all
  select 'firing milliseconds', 'all', coalesce(sum(extract(epoch from greatest(fired_at - due_at, interval '0')) * 1000), 0)::bigint
  from escalation
  union all
  select 'breach', level, count(*) from escalation join sla_clock on sla_clock.id = clock_id where escalation.kind = 'breach' group by level;
