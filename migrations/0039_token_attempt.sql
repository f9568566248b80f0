-- A refresh token that is good once is spent the moment its endpoint answers. Who asks leaves a row first, which goes with the
-- answer's commit: one that is still there tells that a process ended in between, and that the new token may have gone with it.
create table access_token_attempt (
  mailbox_id integer primary key references mailbox,
  begun_at timestamptz not null
);
