-- Requests that come by phone and through forms go the way of a mail: a mail is written of what was said, and filed. Beside its bytes
-- stands what whoever took the request down said of it, which no header of a mail ever says to the desk.
alter table inbound_email add stated jsonb;
alter table inbound_email drop constraint inbound_email_channel_check;
alter table inbound_email add constraint inbound_email_channel_check
  check (channel in ('imap', 'ingest', 'lmtp', 'api', 'form'));
alter table inbound_email add constraint inbound_email_stated_check
  check ((stated is not null) = (channel in ('api', 'form')));
