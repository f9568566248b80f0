-- What requesters were asked for and answered by mail, and the changes installed at organisations, with the consent each rests on.
create table approval (
  id bigint generated always as identity primary key,
  ticket_id bigint not null references ticket,
  asked text not null check (asked in ('consent', 'access', 'permission')),
  question text not null,
  asked_at timestamptz not null,
  asked_by text not null,
  asked_email_id bigint not null references inbound_email,
  outcome text check (outcome in ('given', 'refused', 'withdrawn')),
  answered_at timestamptz,
  answered_by text,
  answer text,
  answer_email_id bigint references inbound_email,
  check (outcome is null or outcome = 'withdrawn'
    or (answered_at is not null and answered_by is not null and answer_email_id is not null))
);
create index approval_ticket on approval (ticket_id, id);

create index ticket_merged_into on ticket (merged_into_id) where merged_into_id is not null;

create table installed_change (
  id bigint generated always as identity primary key,
  ticket_id bigint not null references ticket,
  organisation text not null,
  at timestamptz not null,
  agent text not null,
  module text,
  version text,
  approval_id bigint references approval,
  text text not null,
  inbound_email_id bigint not null references inbound_email,
  message_id text,
  line integer not null check (line > 0),
  check ((module is null) = (version is null)),
  -- No module without consent.
  check (module is null or approval_id is not null)
);
create unique index installed_change_once
  on installed_change (agent, coalesce(message_id, 'inbound:' || inbound_email_id), line);
create index installed_change_organisation on installed_change (organisation, id desc);
create trigger installed_change_append_only before update or delete on installed_change
  for each row execute function refuse_change();

-- What was answered stays answered.
create function refuse_second_answer() returns trigger language plpgsql as $$
begin
  raise exception 'an approval that has its answer is never changed';
end
$$;
create trigger approval_answered before update on approval
  for each row when (old.outcome is not null) execute function refuse_second_answer();
create trigger approval_kept before delete on approval for each row execute function refuse_change();
