-- Rows of the feed are written by whoever files and sends, and each index costs them: now they keep one, of rows that have no position yet.
-- Whoever gives the position pays for the other, and rows are told apart by it from then on.
alter table feed_event drop constraint feed_event_pkey;
drop index feed_event_position;
create unique index feed_event_position on feed_event (position) where position is not null;
