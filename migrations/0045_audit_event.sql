-- What people and keys did that no ticket's own history tells. Each row holds the hash of the one before it, so that whoever changes or removes one
-- breaks every hash after it. Ids have no gaps: they are counted in audit_head, whose row lock also puts concurrent writers in line.
create table audit_event (
  id bigint primary key,
  -- Whole milliseconds: the hash is made of exactly this.
  at timestamptz not null check (at = date_trunc('milliseconds', at)),
  actor_kind text not null,
  -- A key's number, an agent's name in desk.yaml, an account's name on the machine; no address.
  actor_id text,
  action text not null,
  subject_kind text not null,
  subject_id text,
  detail jsonb not null default '{}',
  previous_hash text not null check (previous_hash ~ '^[0-9a-f]{64}$'),
  hash text not null check (hash ~ '^[0-9a-f]{64}$')
);
create index audit_event_action on audit_event (action, id);
create index audit_event_actor on audit_event (actor_kind, actor_id, id);
create index audit_event_subject on audit_event (subject_kind, subject_id, id);

create trigger audit_event_append_only before update or delete on audit_event
  for each row execute function refuse_change();
create trigger audit_event_kept before truncate on audit_event
  for each statement execute function refuse_change();

create table audit_head (
  one boolean primary key default true check (one),
  last_id bigint not null default 0,
  last_hash text not null default repeat('0', 64)
);
insert into audit_head default values;
