-- Mails that a filed mail names and that had not come by then, so that one which comes after its own answer is known. Almost every mail names only what
-- is known, and writes no row. What has not come after some weeks never will, so the table stays small however large the desk is.
create table awaited_mail (
  -- The first half of the SHA-256 of its Message-ID.
  mail bytea not null check (length(mail) = 16),
  -- The mail that names it.
  inbound_email_id bigint not null references inbound_email on delete cascade,
  named_at timestamptz not null default desk_now(),
  primary key (mail, inbound_email_id)
);
create index awaited_mail_inbound_email on awaited_mail (inbound_email_id);
create index awaited_mail_named_at on awaited_mail (named_at);
