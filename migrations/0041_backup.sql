-- A database that came back from a backup: what the lost one did between the two instants is not known here. Mail that came in
-- before `ran_until` may have been answered by it, so that answers to such mail wait for a person.
create table restoration (
  id integer generated always as identity primary key,
  taken_at timestamptz not null,
  restored_at timestamptz not null default desk_now(),
  ran_until timestamptz not null
);

-- Every run of the nightly works, with what came of it: health asks for the last ones.
create table job_run (
  id bigint generated always as identity primary key,
  name text not null check (name in ('backup', 'drill')),
  at timestamptz not null default desk_now(),
  ok boolean not null,
  detail text not null
);
create index job_run_name on job_run (name, id);
