-- A readiness check that has been red, so that people are told of it once and of its end once, whatever the number of processes that look.
-- Those that people were told of are kept.
create table trouble (
  id bigint generated always as identity primary key,
  name text not null,
  since timestamptz not null,
  seen_at timestamptz not null,
  -- How long it was seen red, all its times together.
  red_ms bigint not null default 0 check (red_ms >= 0),
  green_since timestamptz,
  told_at timestamptz,
  ended_at timestamptz
);
create unique index trouble_open on trouble (name) where ended_at is null;
