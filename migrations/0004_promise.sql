-- The promise. clock_event is the truth, sla_clock its fold with the next instant at which something is due.
create table sla_clock (
  id bigint generated always as identity primary key,
  ticket_id bigint not null references ticket,
  kind text not null check (kind in ('first_response', 'next_response', 'resolution')),
  level text not null,
  calendar text not null,
  desk_version_id integer not null references desk_version,
  state text not null check (state in ('running', 'paused', 'met', 'breached', 'cancelled')),
  started_at timestamptz not null,
  target_minutes integer not null check (target_minutes >= 0),
  deadline_at timestamptz,
  elapsed_ms bigint not null default 0,
  met_at timestamptz,
  breached_at timestamptz,
  pause_reason text,
  -- The deadline or the first mark not fired yet, whichever is first; null when nothing is due.
  next_wake_at timestamptz,
  -- A new generation begins when a change of level, a reopening or the like makes the ladder start anew.
  generation integer not null default 1,
  ladder_held_until timestamptz,
  version integer not null default 1,
  armed_version integer
);
create index sla_clock_ticket on sla_clock (ticket_id);
create index sla_clock_due on sla_clock (next_wake_at) where next_wake_at is not null;

create table clock_event (
  id bigint generated always as identity primary key,
  clock_id bigint not null references sla_clock,
  at timestamptz not null,
  type text not null check (type in ('start', 'pause', 'resume', 'retarget', 'calendar', 'met', 'revoke', 'reopen', 'cancel')),
  data jsonb not null default '{}',
  recorded_at timestamptz not null default desk_now()
);
create index clock_event_clock on clock_event (clock_id, at, id);

-- One row for each rung of the ladder that rang: a step rings once in a generation of its clock.
create table escalation (
  id bigint generated always as identity primary key,
  clock_id bigint not null references sla_clock,
  generation integer not null,
  step integer not null,
  kind text not null check (kind in ('warning', 'breach', 'escalation')),
  due_at timestamptz not null,
  fired_at timestamptz not null,
  unique (clock_id, generation, step)
);

create table alert (
  id bigint generated always as identity primary key,
  escalation_id bigint references escalation,
  ticket_id bigint references ticket,
  kind text not null,
  recipient text not null,
  outbox_id bigint,
  created_at timestamptz not null default desk_now()
);
create index alert_ticket on alert (ticket_id);
