-- Alerts that are not mailed one by one: they wait here for the next digest to their recipient.
alter table alert add column waits_for_digest boolean not null default false;
create index alert_waiting on alert (created_at) where waits_for_digest;
create index alert_recipient on alert (recipient, created_at);
