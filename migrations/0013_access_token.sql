-- The OAuth2 tokens of mailboxes, sealed with a key made from SVARTID_SECRET. The row is also the lock: of all processes
-- one asks the endpoint. Its times are the machine's, not desk_now(), since tokens run out by the world's clock.
create table access_token (
  mailbox_id integer primary key references mailbox,
  state jsonb,
  warned_of text
);
