-- Releases of the product: what each fixes, whom it was told to and whom not, and where it was installed.
create table release (
  id bigint generated always as identity primary key,
  key text not null unique check (key ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
  module text not null,
  version text not null,
  kind text not null check (kind in ('minor', 'major')),
  -- A day in the desk's zone.
  available_on text not null check (available_on ~ '^\d{4}-\d{2}-\d{2}$'),
  versions jsonb not null default '[]',
  hosting text check (hosting in ('vendor', 'customer')),
  notes jsonb not null,
  imported_at timestamptz not null,
  published_at timestamptz,
  unique (module, version)
);

create table release_fix (
  release_id bigint not null references release,
  known_error_id bigint not null references known_error,
  primary key (release_id, known_error_id)
);
create index release_fix_known_error on release_fix (known_error_id);

-- What became of each organisation when the release was published; `reason` says why it was left out.
create table release_organisation (
  release_id bigint not null references release,
  organisation text not null,
  hosting text not null check (hosting in ('vendor', 'customer')),
  reason text,
  primary key (release_id, organisation)
);

-- Whom the release is told to, decided once when it is published. Each address once, with its mail in the same transaction; or why it got none.
create table release_recipient (
  id bigint generated always as identity primary key,
  release_id bigint not null references release,
  address text not null check (address = lower(address)),
  language text not null,
  organisations jsonb not null,
  reported jsonb not null,
  outbox_id bigint unique references outbox,
  left_out text,
  check (outbox_id is null or left_out is null),
  unique (release_id, address)
);
create index release_recipient_untold on release_recipient (release_id, id) where outbox_id is null and left_out is null;

-- Tickets that were opened by an answer to the notice of a release.
create table release_ticket (
  ticket_id bigint primary key references ticket,
  release_id bigint not null references release
);
create index release_ticket_release on release_ticket (release_id);

alter table outbox drop constraint outbox_class_check;
alter table outbox add constraint outbox_class_check
  check (class in ('reply', 'acknowledgement', 'notification', 'confirmation', 'alert', 'survey', 'release'));

-- A delivery report proved that the recipient's own server has the mail.
alter table outbox_recipient add column delivered_at timestamptz;

-- An update of a module that is installed already comes with a release, under the agreement: there is no ticket, no mail and no consent of its own.
alter table installed_change add column release_id bigint references release;
alter table installed_change alter column ticket_id drop not null;
alter table installed_change alter column agent drop not null;
alter table installed_change alter column inbound_email_id drop not null;
alter table installed_change drop constraint installed_change_check1;
alter table installed_change add constraint installed_change_by
  check (release_id is not null or (ticket_id is not null and agent is not null and inbound_email_id is not null));
alter table installed_change add constraint installed_change_consent
  check (module is null or approval_id is not null or release_id is not null);
create unique index installed_change_release on installed_change (release_id, organisation) where release_id is not null;
