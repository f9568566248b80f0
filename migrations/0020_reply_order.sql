-- An answer waits for the earlier one to the same recipient, so the earlier ones are looked for with every claim.
create index outbox_open_reply on outbox (ticket_id, id)
where class = 'reply' and state in ('queued', 'sending', 'deferred', 'held', 'uncertain');
-- Recipients of whose failure nobody could be told when it was recorded; null: none.
alter table outbox add column owed_failures text[];
create index outbox_owed_failure on outbox (id) where owed_failures is not null;
