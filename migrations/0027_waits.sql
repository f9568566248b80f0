-- How often an inbound email waited for name servers that gave no answer. A wait is no attempt at reading it.
alter table inbound_email add column waits integer not null default 0;
