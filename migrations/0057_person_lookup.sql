-- Somebody is looked up by their address when they are handed over, erased or held: without these, each look reads whole tables.
-- Years of mail take longer than a statement of the desk may.
set local statement_timeout = 0;
-- What a stranger wrote as an address may be longer than an index holds, which is 2,704 bytes. The desk keeps 400 characters of one.
update message set from_address = left(from_address, 400) where length(from_address) > 400;
update inbound_email set sender_address = left(sender_address, 400) where length(sender_address) > 400;
create index requester_address_lower on requester (lower(address));
create index participant_address on participant (lower(address));
create index message_from on message (lower(from_address)) where from_address is not null;
create index inbound_email_sender on inbound_email (lower(sender_address)) where sender_address is not null;
create index inbound_email_stated on inbound_email (lower(stated -> 'requester' ->> 'address')) where stated is not null;
create index outbox_recipient_address on outbox_recipient (lower(address));
-- Automatic mails, reports, duplicates: few beside those on tickets.
create index filing_unticketed on filing (inbound_email_id) where ticket_id is null;
-- What the server knows of an index of expressions comes with this; of tables that grow little beside what they hold, only in months.
analyze requester;
analyze participant;
analyze message;
analyze inbound_email;
analyze outbox_recipient;
