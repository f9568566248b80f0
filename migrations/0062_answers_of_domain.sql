-- The brake on answers to one domain looked through all answers of a day, for each answer.
create index automatic_answer_domain on automatic_answer (domain, at);
