-- Mail as it came in: raw bytes, where they were seen, and the life of each inbound email.
create table mailbox (
  id integer generated always as identity primary key,
  name text not null unique,
  folder text not null default 'INBOX',
  lease_owner text,
  lease_epoch bigint not null default 0,
  lease_until timestamptz,
  last_success_at timestamptz,
  last_error text,
  last_error_at timestamptz
);

-- One row for each generation of a folder; the newest is the current one.
create table cursor (
  mailbox_id integer not null references mailbox,
  folder text not null,
  uidvalidity bigint not null,
  last_uid bigint not null default 0,
  begun_at timestamptz not null default desk_now(),
  primary key (mailbox_id, folder, uidvalidity)
);

create table raw_mail (
  sha256 text primary key,
  size bigint not null,
  bytes bytea not null,
  stored_at timestamptz not null default desk_now()
);
alter table raw_mail alter column bytes set storage external;

create table inbound_email (
  id bigint generated always as identity primary key,
  mailbox_id integer not null references mailbox,
  sha256 text not null references raw_mail,
  channel text not null check (channel in ('imap', 'ingest', 'lmtp', 'api')),
  state text not null default 'accepted' check (state in ('accepted', 'filed', 'quarantined')),
  attempts integer not null default 0,
  not_before timestamptz,
  -- When the clock may start at the earliest: the server's INTERNALDATE, never the sender's Date.
  internal_date timestamptz,
  accepted_at timestamptz not null default desk_now(),
  fingerprint text,
  message_id text,
  sender_address text,
  subject text,
  last_error text,
  unique (mailbox_id, sha256)
);
create index inbound_email_to_file on inbound_email (id) where state = 'accepted';
create index inbound_email_fingerprint on inbound_email (mailbox_id, fingerprint);
create index inbound_email_message_id on inbound_email (message_id);
create index inbound_email_quarantined on inbound_email (id) where state = 'quarantined';

create table sighting (
  id bigint generated always as identity primary key,
  mailbox_id integer not null references mailbox,
  folder text not null,
  uidvalidity bigint not null,
  uid bigint not null,
  inbound_email_id bigint not null references inbound_email,
  seen_at timestamptz not null default desk_now(),
  unique (mailbox_id, folder, uidvalidity, uid)
);
create index sighting_inbound_email on sighting (inbound_email_id);
