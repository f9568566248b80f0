-- Errors of the product that are known, the tickets that report them, and what was changed of each.
create table known_error (
  id bigint generated always as identity primary key,
  title text not null,
  state text not null default 'open' check (state in ('open', 'fixed', 'withdrawn')),
  modules jsonb not null default '[]',
  hosting text check (hosting in ('vendor', 'customer')),
  created_at timestamptz not null,
  created_by text not null
);
create unique index known_error_title on known_error (lower(title)) where state <> 'withdrawn';

create table known_error_ticket (
  known_error_id bigint not null references known_error,
  ticket_id bigint not null references ticket,
  linked_at timestamptz not null,
  primary key (known_error_id, ticket_id)
);
create index known_error_ticket_ticket on known_error_ticket (ticket_id);

create table known_error_event (
  id bigint generated always as identity primary key,
  known_error_id bigint not null references known_error,
  at timestamptz not null,
  actor text not null,
  data jsonb not null
);
