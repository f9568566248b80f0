-- Mails that the desk sends to itself, to prove that mail goes the whole way. A row outlives the mails it is about, which are taken away as
-- soon as they have served: so the ids of outbox rows are no references.
create table canary (
  id bigint generated always as identity primary key,
  mailbox_id integer not null references mailbox,
  -- Whether the answer comes back too, or goes to somebody else.
  comes_back boolean not null,
  begun_at timestamptz not null default desk_now(),
  question_outbox_id bigint not null unique,
  answer_outbox_id bigint unique,
  sent_at timestamptz,
  accepted_at timestamptz,
  ticket_at timestamptz,
  answer_sent_at timestamptz,
  answer_seen_at timestamptz,
  ended_at timestamptz,
  arrived boolean,
  -- What a server said of it when it ended unsent.
  why text
);
create unique index canary_open on canary (mailbox_id) where ended_at is null;
create index canary_newest on canary (mailbox_id, id desc);
create index canary_arrived on canary (mailbox_id, id desc) where arrived;

-- The mails of canaries that lie among the inbound emails, until they are taken away.
create table canary_mail (
  inbound_email_id bigint primary key references inbound_email on delete cascade,
  canary_id bigint not null references canary on delete cascade
);
create index canary_mail_canary on canary_mail (canary_id);

alter table outbox drop constraint outbox_class_check;
alter table outbox add constraint outbox_class_check
  check (class in ('reply', 'acknowledgement', 'notification', 'confirmation', 'alert', 'survey', 'release', 'canary'));

-- Canaries are nobody's mail: no count of the outbox holds them.
drop trigger tally_rows on outbox;
drop trigger tally_changes on outbox;
create trigger tally_rows after insert on outbox for each row when (new.class <> 'canary') execute function tally_state();
create trigger tally_gone after delete on outbox for each row when (old.class <> 'canary') execute function tally_state();
create trigger tally_changes after update of state on outbox for each row
  when (old.state <> new.state and new.class <> 'canary') execute function tally_state();

-- What is deleted must not look through all filings for copies of it.
create index if not exists filing_duplicate_of on filing (duplicate_of) where duplicate_of is not null;

-- Nor are they told to whoever follows the desk live.
drop trigger feed_rows on outbox;
drop trigger feed_changes on outbox;
create trigger feed_rows after insert on outbox for each row when (new.class <> 'canary') execute function feed_outbox();
create trigger feed_changes after update of state on outbox for each row
  when (old.state <> new.state and new.state <> 'sending' and new.class <> 'canary') execute function feed_outbox();
create or replace function feed_inbound_email() returns trigger language plpgsql as $$
begin
  if exists (select from canary_mail where inbound_email_id = new.id) then return null; end if;
  insert into feed_event (type, subject_id, word) values ('inbound.changed', new.id, new.state);
  return null;
end $$;
