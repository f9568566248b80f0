-- What an answer is bound to: the module and version of a consent, the service and minutes of billable work. And the desk may ask by itself.
alter table approval drop constraint approval_asked_check;
alter table approval
  add constraint approval_asked_check check (asked in ('consent', 'access', 'permission', 'coverage', 'extra-time')),
  add column module text,
  add column version text,
  add column service text,
  add column minutes integer check (minutes between 1 and 6000),
  -- The mail that asks, where it is no agent's answer.
  add column asked_outbox_id bigint references outbox,
  add constraint approval_module_whole check ((module is null) = (version is null)),
  add constraint approval_coverage_service check (asked <> 'coverage' or service is not null),
  add constraint approval_extra_time_minutes check ((asked = 'extra-time') = (minutes is not null));
create index approval_asked_outbox on approval (asked_outbox_id) where asked_outbox_id is not null;
