-- An attempt was taken for some recipients and left others: a copy in the journal may be of that attempt, and proves nothing of later ones.
alter table outbox add column evidence_void boolean not null default false;
update outbox set evidence_void = true
where state = 'deferred' and exists (
  select from outbox_recipient r where r.outbox_id = outbox.id and r.state = 'sent'
);
