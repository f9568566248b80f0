-- Agents who asked to be told of a ticket that is not theirs: by the key of desk.yaml, which may have lost them since.
create table watcher (
  ticket_id bigint not null references ticket,
  agent text not null,
  since timestamptz not null default desk_now(),
  primary key (ticket_id, agent)
);
