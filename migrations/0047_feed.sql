-- What happens at the desk, for whoever follows it live: one row for each thing, with ids and words of our own and nothing of what people
-- wrote. Rows come from triggers, like the counts of states, so that no writer can forget one and each is there if and only if the change is.
--
-- Ids are given out when a row is written and seen when its transaction ends, which is another order: whoever asked for "all after 7" would
-- miss a 5 that was committed later. So a row has no position at first. Whoever reads gives positions to rows that are committed, under a lock
-- that is held until these positions are committed too: whatever becomes visible later has a greater position than all that was visible before.
create sequence feed_position;

create table feed_event (
  id bigint generated always as identity primary key,
  position bigint,
  at timestamptz not null default desk_now(),
  type text not null,
  ticket_id bigint,
  -- The message, clock, mail or delivery that it is about.
  subject_id bigint,
  word text,
  -- A second word, such as the class of a mail.
  kind text
);
create unique index feed_event_position on feed_event (position);
create index feed_event_new on feed_event (id) where position is null;

-- Up to which position rows were dropped: who comes back with an older one has missed something.
create table feed_dropped (
  one boolean primary key default true check (one),
  through bigint not null default 0
);
insert into feed_dropped default values;

create function feed_ticket() returns trigger language plpgsql as $$
begin
  insert into feed_event (type, ticket_id) values ('ticket.opened', new.id);
  return null;
end $$;
create trigger feed_rows after insert on ticket for each row execute function feed_ticket();

create function feed_ticket_event() returns trigger language plpgsql as $$
begin
  insert into feed_event (type, ticket_id, word) values ('ticket.changed', new.ticket_id, new.type);
  return null;
end $$;
create trigger feed_rows after insert on ticket_event for each row when (new.type <> 'opened') execute function feed_ticket_event();

create function feed_message() returns trigger language plpgsql as $$
begin
  insert into feed_event (type, ticket_id, subject_id, word) values ('ticket.message', new.ticket_id, new.id, new.direction);
  return null;
end $$;
create trigger feed_rows after insert on message for each row execute function feed_message();

create function feed_clock_event() returns trigger language plpgsql as $$
begin
  insert into feed_event (type, ticket_id, subject_id, word, kind)
    select 'clock.changed', ticket_id, id, new.type, sla_clock.kind from sla_clock where id = new.clock_id;
  return null;
end $$;
create trigger feed_rows after insert on clock_event for each row execute function feed_clock_event();

create function feed_escalation() returns trigger language plpgsql as $$
begin
  insert into feed_event (type, ticket_id, subject_id, kind)
    select case new.kind when 'warning' then 'clock.warned' when 'breach' then 'clock.breached' else 'clock.escalated' end,
      ticket_id, id, sla_clock.kind from sla_clock where id = new.clock_id;
  return null;
end $$;
create trigger feed_rows after insert on escalation for each row execute function feed_escalation();

create function feed_outbox() returns trigger language plpgsql as $$
begin
  insert into feed_event (type, ticket_id, subject_id, word, kind) values ('outbox.changed', new.ticket_id, new.id, new.state, new.class);
  return null;
end $$;
create trigger feed_rows after insert on outbox for each row execute function feed_outbox();
-- That a mail is being sent lasts a moment, and is of no use to anybody who hears of it.
create trigger feed_changes after update of state on outbox for each row
  when (old.state <> new.state and new.state <> 'sending') execute function feed_outbox();

create function feed_inbound_email() returns trigger language plpgsql as $$
begin
  insert into feed_event (type, subject_id, word) values ('inbound.changed', new.id, new.state);
  return null;
end $$;
create trigger feed_changes after update of state on inbound_email for each row
  when (old.state <> new.state) execute function feed_inbound_email();

create function feed_webhook_delivery() returns trigger language plpgsql as $$
begin
  insert into feed_event (type, ticket_id, subject_id, word) values ('webhook.dead', new.ticket_id, new.id, new.webhook);
  return null;
end $$;
create trigger feed_changes after update of state on webhook_delivery for each row
  when (old.state <> new.state and new.state = 'dead') execute function feed_webhook_delivery();

create function feed_trouble() returns trigger language plpgsql as $$
begin
  insert into feed_event (type, word) values (case when new.ended_at is null then 'trouble.began' else 'trouble.ended' end, new.name);
  return null;
end $$;
create trigger feed_rows after insert on trouble for each row when (new.told_at is not null) execute function feed_trouble();
create trigger feed_changes after update on trouble for each row
  when (new.told_at is not null and (old.told_at is null or old.ended_at is null and new.ended_at is not null)) execute function feed_trouble();

create function feed_organisation() returns trigger language plpgsql as $$
begin
  insert into feed_event (type, word, kind) values ('organisation.changed', new.organisation, new.type);
  return null;
end $$;
create trigger feed_rows after insert on organisation_event for each row execute function feed_organisation();
