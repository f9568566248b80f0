-- What went wrong with a mailbox last, as a code: whoever decides by it does not read the sentence for people. Null: nothing, or
-- something from before codes were kept.
alter table mailbox add column last_error_code text;
