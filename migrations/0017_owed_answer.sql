-- A reply that reached its requester and of which the history does not say so still owes the ticket its answer. It is looked for
-- over and over, so the look is along what left lately, and not along all that ever did.
create index outbox_sent_reply on outbox (sent_at) where class = 'reply' and sent_at is not null;
create index ticket_event_reply_delivered on ticket_event ((data ->> 'outboxId')) where type = 'reply-delivered';
-- Several recipients may be reached at different instants: the requester's is the one that keeps a promise.
alter table outbox_recipient add column sent_at timestamptz;
