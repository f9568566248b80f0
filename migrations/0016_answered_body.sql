-- What was answered, as a keyed code of its words: a machine that says the same again and again is not answered for ever.
alter table automatic_answer add column body_code text;
