-- Organisations that the API and imports keep, beside those of desk.yaml, and what was changed of each. Every change takes the next version:
-- a process that knows a version knows whether it has to read them again, and which clocks have not followed yet. It comes from a sequence, so
-- that a change which is rolled back leaves no version that another takes.
create sequence organisation_version;

create table organisation_control (
  one boolean primary key default true check (one),
  version bigint not null default 0,
  adopted_version bigint not null default 0
);
insert into organisation_control default values;

create table organisation (
  id text primary key check (id ~ '^[A-Za-z][A-Za-z0-9_-]{0,63}$'),
  document jsonb not null,
  version bigint not null,
  created_at timestamptz not null,
  changed_at timestamptz not null
);
create unique index organisation_id_any_case on organisation (lower(id));
create index organisation_changed on organisation (version);

create table organisation_event (
  id bigint generated always as identity primary key,
  organisation text not null,
  at timestamptz not null,
  actor text not null,
  type text not null check (type in ('created', 'changed', 'removed')),
  before jsonb,
  after jsonb
);
create index organisation_event_of on organisation_event (organisation, id);
