-- Tickets taken over from another desk. Their own number stays theirs, and what was taken over once is never taken over again.
create table imported_ticket (
  source text not null,
  external_id text not null,
  -- As people know it: what stands in old mails and in letters.
  number text not null,
  ticket_id bigint not null unique references ticket,
  imported_at timestamptz not null default desk_now(),
  primary key (source, external_id)
);

-- A message may be taken over later than its ticket: an export made after the customer wrote again.
create table imported_message (
  source text not null,
  external_id text not null,
  message_id bigint not null unique references message,
  primary key (source, external_id)
);

-- Files that came inside an export. Those of mails stay in the raw mail.
create table imported_file (
  sha256 text primary key,
  size bigint not null,
  bytes bytea not null
);
alter table imported_file alter column bytes set storage external;

-- People look for the number that stands in their old mails.
create function note_former_number() returns trigger language plpgsql as $$
begin
  update ticket_search set words = words || words_to_find(new.number) where ticket_id = new.ticket_id;
  return null;
end $$;
create trigger note_former_number after insert on imported_ticket for each row execute function note_former_number();
