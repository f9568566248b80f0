-- Lists, sweep and console look at what is open or new; what is done grows for years. So each look has an index of its own.
-- Clocks whose present version has no bell yet: without this every sweep walked over all that had one.
create index sla_clock_unarmed on sla_clock (next_wake_at)
  where next_wake_at is not null and armed_version is distinct from version;
create index sla_clock_unanswered on sla_clock (state, deadline_at, id)
  where met_at is null and state in ('running', 'breached');
create index outbox_open on outbox (state, id)
  where state in ('queued', 'sending', 'deferred', 'failed', 'uncertain', 'held');
-- The delivery of a message: every ticket that was shown read the whole outbox.
create index outbox_message_row on outbox (message_row_id) where message_row_id is not null;
create index ticket_by_organisation on ticket (organisation, id) where organisation is not null;
create index ticket_by_agent on ticket (agent, id) where agent is not null;
