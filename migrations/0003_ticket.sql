-- Tickets with their messages and events, and the filing that made each of them.
create table desk_version (
  id integer generated always as identity primary key,
  hash text not null unique,
  document jsonb not null,
  loaded_at timestamptz not null default desk_now()
);

create table requester (
  id bigint generated always as identity primary key,
  address text not null unique,
  name text not null default '',
  language text,
  created_at timestamptz not null default desk_now()
);

create table ticket (
  id bigint generated always as identity primary key,
  ref text not null unique,
  subject text not null,
  state text not null default 'new' check (state in ('new', 'open', 'waiting', 'resolved', 'closed')),
  level text not null,
  requester_id bigint not null references requester,
  mailbox_id integer references mailbox,
  organisation text,
  agreement jsonb,
  hosting text check (hosting in ('vendor', 'customer')),
  service text,
  activity text,
  coverage text not null default 'unknown' check (coverage in ('included', 'addon', 'none', 'unknown')),
  responsible text not null default 'vendor' check (responsible in ('customer', 'vendor')),
  team text,
  agent text,
  language text not null,
  related_ticket_id bigint references ticket,
  merged_into_id bigint references ticket,
  opened_at timestamptz not null,
  resolved_at timestamptz,
  closed_at timestamptz,
  updated_at timestamptz not null default desk_now()
);
create index ticket_by_state on ticket (state, id desc);
create index ticket_requester on ticket (requester_id);

create table message (
  id bigint generated always as identity primary key,
  ticket_id bigint not null references ticket,
  direction text not null check (direction in ('inbound', 'outbound', 'note')),
  author text not null check (author in ('requester', 'agent', 'participant', 'desk', 'unknown')),
  kind text not null default 'person',
  from_address text,
  from_name text not null default '',
  recipients_to jsonb not null default '[]',
  recipients_cc jsonb not null default '[]',
  subject text not null default '',
  text text not null default '',
  reply_text text not null default '',
  html text,
  message_id text,
  inbound_email_id bigint references inbound_email,
  authentic boolean not null default false,
  sent_at timestamptz not null,
  created_at timestamptz not null default desk_now()
);
create index message_ticket on message (ticket_id, id);
create index message_message_id on message (message_id);
create index message_inbound_email on message (inbound_email_id);

-- The bytes of an attachment stay in the raw mail; this names the part.
create table attachment (
  id bigint generated always as identity primary key,
  message_id bigint not null references message,
  filename text not null,
  content_type text not null,
  size bigint not null,
  sha256 text not null,
  inline boolean not null default false,
  unique (message_id, id)
);

-- Who takes part in a ticket. A Cc grants nothing: such an address stays `pending` until an agent admits it.
create table participant (
  ticket_id bigint not null references ticket,
  address text not null,
  state text not null check (state in ('requester', 'pending', 'admitted')),
  added_at timestamptz not null default desk_now(),
  primary key (ticket_id, address)
);

create table ticket_event (
  id bigint generated always as identity primary key,
  ticket_id bigint not null references ticket,
  at timestamptz not null,
  type text not null,
  actor text not null,
  data jsonb not null default '{}'
);
create index ticket_event_ticket on ticket_event (ticket_id, id);

-- The recorded decision about an inbound email: one for each, with the facts it was decided from.
create table filing (
  inbound_email_id bigint primary key references inbound_email,
  decision text not null check (decision in ('ticketed', 'threaded', 'recorded')),
  reasons jsonb not null,
  facts jsonb not null,
  kind text not null,
  ticket_id bigint references ticket,
  duplicate_of bigint references inbound_email,
  filed_at timestamptz not null default desk_now()
);
create index filing_ticket on filing (ticket_id);
