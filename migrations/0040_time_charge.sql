-- What is billed of recorded time, since when and on the strength of which approval. Rows are only ever added, so that a statement of a month that
-- is over never changes: what is approved later is billed then.
alter table time_entry
  add column service text,
  add column coverage text not null default 'unknown' check (coverage in ('included', 'addon', 'none', 'unknown'));

create table time_charge (
  id bigint generated always as identity primary key,
  entry_id bigint not null references time_entry,
  -- The counter-entry that takes minutes of the entry back.
  counter_entry_id bigint references time_entry,
  -- Null: needs no approval.
  approval_id bigint references approval,
  billed integer not null,
  taken_back integer not null,
  at timestamptz not null,
  created_at timestamptz not null default desk_now(),
  check (
    case when counter_entry_id is null then billed > 0 and taken_back = 0
    else taken_back > 0 and billed in (0, -taken_back) end)
);
create index time_charge_entry on time_charge (entry_id);
create index time_charge_counter on time_charge (counter_entry_id) where counter_entry_id is not null;
create index time_charge_approval on time_charge (approval_id) where approval_id is not null;
create index time_charge_at on time_charge (at);
create trigger time_charge_append_only before update or delete on time_charge
  for each row execute function refuse_change();

-- Nothing is billed that was not recorded, and nothing on an approval that was not given or is used up.
create function refuse_unfounded_charge() returns trigger language plpgsql as $$
declare
  entry time_entry;
  allowed approval;
  billed_minutes bigint;
  taken_minutes bigint;
begin
  select * into entry from time_entry where id = new.entry_id for no key update;
  select coalesce(sum(billed), 0) + new.billed, coalesce(sum(taken_back), 0) + new.taken_back
    into billed_minutes, taken_minutes from time_charge where entry_id = new.entry_id;
  if not entry.billable or billed_minutes < 0 or billed_minutes + taken_minutes > entry.minutes then
    raise exception 'time entry % has not so many minutes to bill or take back', new.entry_id;
  end if;
  if new.approval_id is not null then
    select * into allowed from approval where id = new.approval_id for no key update;
    select coalesce(sum(billed), 0) + new.billed into billed_minutes from time_charge where approval_id = new.approval_id;
    if allowed.outcome is distinct from 'given' or allowed.asked not in ('coverage', 'extra-time')
      or billed_minutes > coalesce(allowed.minutes, billed_minutes) then
      raise exception 'approval % does not allow so many minutes', new.approval_id;
    end if;
  end if;
  return new;
end
$$;
create trigger time_charge_founded before insert on time_charge
  for each row execute function refuse_unfounded_charge();

-- What was billed until now needed no approval.
do $$
declare
  counter time_entry;
  entry record;
  remaining integer;
  taken integer;
begin
  insert into time_charge (entry_id, billed, taken_back, at)
    select id, minutes, 0, at from time_entry where billable and minutes > 0 order by id;
  for counter in select * from time_entry where billable and minutes < 0 order by id loop
    remaining := -counter.minutes;
    for entry in
      select time_entry.id, sum(time_charge.billed)::integer as billed
      from time_entry join time_charge on time_charge.entry_id = time_entry.id
      where ticket_id = counter.ticket_id and cause = counter.cause and time_entry.id < counter.id
      group by time_entry.id order by time_entry.id desc
    loop
      taken := least(remaining, entry.billed);
      continue when taken <= 0;
      insert into time_charge (entry_id, counter_entry_id, billed, taken_back, at)
        values (entry.id, counter.id, -taken, taken, counter.at);
      remaining := remaining - taken;
    end loop;
  end loop;
end
$$;
