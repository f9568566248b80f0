-- One question about an ended ticket, asked once: how did we do. The token of its link is in the mail and nowhere else.
alter table outbox drop constraint outbox_class_check;
alter table outbox add constraint outbox_class_check
  check (class in ('reply', 'acknowledgement', 'notification', 'confirmation', 'alert', 'survey'));

create table survey (
  ticket_id bigint primary key references ticket,
  token_sha256 text not null unique,
  asked_at timestamptz not null default desk_now(),
  expires_at timestamptz not null,
  score smallint check (score between 1 and 5),
  comment text,
  answered_at timestamptz,
  check ((score is null) = (answered_at is null))
);

-- What is looked for every few minutes: tickets that ended in the last days.
create index ticket_ended on ticket (coalesce(closed_at, resolved_at)) where state in ('resolved', 'closed');
