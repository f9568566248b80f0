-- A way out that does not work rests, whichever process finds out, and is tried again with one mail. A row without trouble works.
create table smtp_route (
  mailbox_id integer not null references mailbox,
  name text not null,
  trouble text check (trouble in ('login-refused', 'unreachable', 'closing')),
  why text,
  failures integer not null default 0,
  since timestamptz,
  rests_until timestamptz,
  told_at timestamptz,
  is_told boolean not null default false,
  primary key (mailbox_id, name)
);
-- By which way the last bytes of a mail last left, and the only one by which it may leave again while nobody knows its fate.
alter table outbox add column route text;
alter table outbox add column bound_route text;
