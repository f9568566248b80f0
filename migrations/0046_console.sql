-- What was done on the console, by the one-time token of the form that asked for it: a form that is sent twice (a double click, a page that is
-- loaded again) does it once and shows the same. Kept for a day.
create table console_deed (
  token text primary key,
  -- Who sent the form: 'agent:KEY' or 'key:NAME'. Nobody else is shown what came of it.
  actor text not null,
  -- Null while it is being done, in the same transaction.
  outcome jsonb,
  at timestamptz not null default desk_now()
);
create index console_deed_at on console_deed (at);

-- Links that were mailed to agents so that they sign in, each good once.
create table sign_in_link (
  id integer generated always as identity primary key,
  agent text not null,
  at timestamptz not null default desk_now(),
  used_at timestamptz
);
create index sign_in_link_agent on sign_in_link (agent, at);
