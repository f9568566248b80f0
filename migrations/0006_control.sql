-- Keys to the API, and when each periodic work last succeeded.
create table api_key (
  id integer generated always as identity primary key,
  name text not null,
  prefix text not null unique,
  sha256 text not null,
  scopes text[] not null,
  created_at timestamptz not null default desk_now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz
);

create table heartbeat (
  name text primary key,
  at timestamptz not null,
  detail text
);

-- How often an address got an automatic answer: the brake on loops and on relayed spam.
create table automatic_answer (
  id bigint generated always as identity primary key,
  address text not null,
  domain text not null,
  at timestamptz not null default desk_now()
);
create index automatic_answer_address on automatic_answer (address, at);
create index automatic_answer_at on automatic_answer (at);
