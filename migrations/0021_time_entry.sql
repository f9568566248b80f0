-- Time spent on tickets, with who caused the fault and who pays. Entries are only ever added: a correction is a counter-entry.
create table time_entry (
  id bigint generated always as identity primary key,
  ticket_id bigint not null references ticket,
  at timestamptz not null,
  agent text not null,
  minutes integer not null check (minutes <> 0 and abs(minutes) <= 1440),
  cause text not null check (cause in ('vendor', 'customer', 'third-party')),
  billable boolean not null,
  reason text not null,
  text text not null default '',
  inbound_email_id bigint not null references inbound_email,
  message_id text,
  line integer not null check (line > 0),
  created_at timestamptz not null default desk_now()
);
-- The same mail again, by another mailbox or with a changed footer, makes no second line.
create unique index time_entry_once on time_entry (agent, coalesce(message_id, 'inbound:' || inbound_email_id), line);
create index time_entry_ticket on time_entry (ticket_id, id);
create index time_entry_at on time_entry (at);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are never changed: add a counter-entry', tg_table_name;
end
$$;
create trigger time_entry_append_only before update or delete on time_entry for each row execute function refuse_change();
