-- The public holidays that a version of the desk counts with. They are kept as they were first computed, so that a later
-- table of holidays changes no clock that was computed before; where it differs, the desk gets a new revision.
create table desk_holiday_year (
  desk_version_id integer not null references desk_version,
  country text not null,
  year integer not null,
  holidays jsonb not null,
  primary key (desk_version_id, country, year)
);

alter table desk_version add column revision integer not null default 1;
alter table desk_version drop constraint desk_version_hash_key;
alter table desk_version add constraint desk_version_hash_revision unique (hash, revision);
