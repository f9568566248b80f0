-- What is at fault where a nightly work failed: what to do about a trail that was changed is not what to do about a backup that cannot be restored.
alter table job_run
  -- 'books' or 'trail'; null: the work itself could not be done.
  add column at_fault text;
