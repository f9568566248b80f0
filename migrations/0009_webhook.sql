-- Alerts posted to webhooks: frozen payloads and how far their delivery got, and of each receiver whether it takes them.
create table webhook (
  name text primary key,
  -- Attempts in a row that failed, and until when the receiver is left in peace.
  failures integer not null default 0,
  rest_until timestamptz,
  -- When operations were told that it takes nothing; null since it last took something.
  told_at timestamptz
);

create table webhook_delivery (
  id bigint generated always as identity primary key,
  -- What a receiver knows a delivery by, however often it arrives.
  webhook_id text not null unique default 'msg_' || replace(gen_random_uuid()::text, '-', ''),
  webhook text not null,
  event text not null,
  escalation_id bigint references escalation,
  ticket_id bigint references ticket,
  payload bytea not null,
  state text not null default 'queued' check (state in ('queued', 'sending', 'deferred', 'delivered', 'dead')),
  attempts integer not null default 0,
  epoch bigint not null default 0,
  -- The next attempt; of one that is under way, the end of its sender's lease; null when nothing happens by itself.
  next_at timestamptz default desk_now(),
  last_error text,
  created_at timestamptz not null default desk_now(),
  queued_at timestamptz not null default desk_now(),
  delivered_at timestamptz,
  -- A step rings once in a generation of its clock, and each webhook hears of it once.
  unique (escalation_id, webhook)
);
create index webhook_delivery_due on webhook_delivery (next_at) where next_at is not null;
create index webhook_delivery_ticket on webhook_delivery (ticket_id);
