-- What a request to the API that changes something was answered, so that the same request sent again gets the same answer and
-- changes nothing. Written in the transaction of the change itself: there is no answer without its effect, and no effect without it.
create table idempotent_answer (
  api_key_id integer not null references api_key,
  route text not null,
  key text not null,
  -- sha256 of the address and the body: the same key with another request is refused.
  fingerprint text not null,
  status integer not null,
  headers jsonb not null,
  body text not null,
  at timestamptz not null default desk_now(),
  primary key (api_key_id, route, key)
);
create index idempotent_answer_at on idempotent_answer (at);
