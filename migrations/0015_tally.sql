-- How many rows are in which state, kept as they change: metrics and health must not count whole tables each time they are asked.
-- Who changes a row only appends here, so that no two transactions wait for each other; who reads adds up. Now and then the
-- changes are folded into one row for each word.
create table tally (
  name text not null,
  word text not null,
  change bigint not null
);

create function tally_state() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' then insert into tally values (tg_table_name, old.state, -1); end if;
  if tg_op <> 'DELETE' then insert into tally values (tg_table_name, new.state, 1); end if;
  return null;
end $$;

create function tally_decision() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' then insert into tally values (tg_table_name, old.decision, -1); end if;
  if tg_op <> 'DELETE' then insert into tally values (tg_table_name, new.decision, 1); end if;
  return null;
end $$;

create function tally_row() returns trigger language plpgsql as $$
begin
  insert into tally values (tg_table_name, 'all', case tg_op when 'INSERT' then 1 else -1 end);
  return null;
end $$;

create function tally_resends() returns trigger language plpgsql as $$
begin
  insert into tally values (tg_table_name, 'ambiguous resends', new.ambiguous_resends - old.ambiguous_resends);
  return null;
end $$;

-- Making a trigger keeps writers out until this migration is done, so that the counts below miss nothing.
create trigger tally_rows after insert or delete on ticket for each row execute function tally_state();
create trigger tally_changes after update of state on ticket for each row
  when (old.state <> new.state) execute function tally_state();
create trigger tally_rows after insert or delete on inbound_email for each row execute function tally_state();
create trigger tally_changes after update of state on inbound_email for each row
  when (old.state <> new.state) execute function tally_state();
create trigger tally_rows after insert or delete on outbox for each row execute function tally_state();
create trigger tally_changes after update of state on outbox for each row
  when (old.state <> new.state) execute function tally_state();
create trigger tally_resends after update of ambiguous_resends on outbox for each row
  when (old.ambiguous_resends <> new.ambiguous_resends) execute function tally_resends();
create trigger tally_rows after insert or delete on sla_clock for each row execute function tally_state();
create trigger tally_changes after update of state on sla_clock for each row
  when (old.state <> new.state) execute function tally_state();
create trigger tally_rows after insert or delete on webhook_delivery for each row execute function tally_state();
create trigger tally_changes after update of state on webhook_delivery for each row
  when (old.state <> new.state) execute function tally_state();
create trigger tally_rows after insert or delete on filing for each row execute function tally_decision();
create trigger tally_changes after update of decision on filing for each row
  when (old.decision <> new.decision) execute function tally_decision();
create trigger tally_rows after insert or delete on alert for each row execute function tally_row();

insert into tally
  select 'ticket', state, count(*) from ticket group by state
  union all select 'inbound_email', state, count(*) from inbound_email group by state
  union all select 'outbox', state, count(*) from outbox group by state
  union all select 'outbox', 'ambiguous resends', coalesce(sum(ambiguous_resends), 0) from outbox
  union all select 'sla_clock', state, count(*) from sla_clock group by state
  union all select 'webhook_delivery', state, count(*) from webhook_delivery group by state
  union all select 'filing', decision, count(*) from filing group by decision
  union all select 'alert', 'all', count(*) from alert;
