-- How much came through the web form in the last hour is counted before each further request of it.
create index inbound_email_form on inbound_email (accepted_at) where channel = 'form';
