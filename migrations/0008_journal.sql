-- Of a mail whose final dot was let go: when, whom the server had refused by then, and what proved its fate where no answer came.
alter table outbox
  add column committing_at timestamptz,
  add column refusals jsonb not null default '[]',
  add column evidence text;
create index outbox_uncertain on outbox (id) where state = 'uncertain';
