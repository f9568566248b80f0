-- A mail that rests until somebody decides about it has no next attempt.
alter table outbox alter column next_at drop not null;
