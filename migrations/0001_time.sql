-- All times are compared in the database, so that one clock rules every process.
-- The offset exists for the demo and the tests; `start` refuses a database whose offset is not zero.
create table desk_time (
  one boolean primary key default true check (one),
  "offset" interval not null default '0'
);
insert into desk_time default values;

-- Whole milliseconds: what the database compares is exactly what the program computed.
create function desk_now() returns timestamptz
language sql volatile as
$$ select date_trunc('milliseconds', clock_timestamp() + (select "offset" from desk_time)) $$;
