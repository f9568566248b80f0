-- Whom the end of an agreement was told of: once for each last day and stage, whichever process comes first. A `to` that moves is another last day.
create table agreement_reminder (
  organisation text not null,
  last_day date not null,
  stage_days integer not null check (stage_days in (7, 30, 90)),
  told_at timestamptz not null,
  primary key (organisation, last_day, stage_days)
);
