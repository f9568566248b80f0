-- Sessions of the console, so that each can be ended: until now the signed cookie was the session, and whoever had copied it had it until it expired.
-- What opens or is a session names its agent and a random id, which no database gives out a second time. Neither table is in a backup: no restore brings
-- back what was ended.
create table console_session (
  id text primary key,
  -- As whom it acts: an agent's key of desk.yaml; null where it only looks.
  agent text,
  -- The API key by which it was opened; null: by a link.
  key_id integer,
  -- The machine's own time, as the expiry that is signed.
  opened_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index console_session_agent on console_session (agent);

alter table sign_in_link
  -- Random, and signed. Null: made by a version that named links by their row.
  add column name text,
  -- False: printed by the command line.
  add column is_mailed boolean not null default true,
  add column expires_at timestamptz,
  -- Null: it opens the console in nobody's name.
  alter column agent drop not null;
create unique index sign_in_link_name on sign_in_link (name);
