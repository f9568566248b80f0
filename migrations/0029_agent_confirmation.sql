-- Mails in an agent's name that nothing proves and nothing refutes: held until the agent confirms them, each at most once.
create table agent_confirmation (
  id bigint generated always as identity primary key,
  ticket_id bigint not null references ticket,
  agent text not null,
  inbound_email_id bigint not null unique references inbound_email,
  -- Of the bytes that the agent was shown.
  sha256 text not null,
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  used_by_email_id bigint references inbound_email,
  check ((used_at is null) = (used_by_email_id is null))
);
create index agent_confirmation_agent on agent_confirmation (agent, asked_at);

create function refuse_second_use() returns trigger language plpgsql as $$
begin
  raise exception 'a confirmation that was used is never changed';
end
$$;
create trigger agent_confirmation_used before update on agent_confirmation
  for each row when (old.used_at is not null) execute function refuse_second_use();
