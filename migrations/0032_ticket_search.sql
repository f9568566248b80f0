-- What a ticket is found by: words of its ref, its subject, and its requester's address and name as they were when it was opened.
-- A table of its own, written once: changes of a ticket then never touch this index.

-- Small letters without the punctuation around words; inside of one, any punctuation counts as the same: `#SV-7K3M9` is `sv.7k3m9`.
-- Danish letters are also small where the database's locale knows none, and a letter with a separate accent is the composed one.
create function fold_words(given text) returns text language sql immutable parallel safe as $$
  select btrim(regexp_replace(regexp_replace(
    translate(lower(normalize(given, NFKC)), 'ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅÄÖÜÉ', 'abcdefghijklmnopqrstuvwxyzæøåäöüé'),
    '[\u0001-\u0020\u007f-\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]+', ' ', 'g'),
    '[\u0021-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u007e\u00a1-\u00bf\u2010-\u2027\u2030-\u205e]+', '.', 'g'))
$$;

-- Each word by its beginning, and each of its parts with what follows it: `anna@south.example` is found by `south` and by
-- `south.ex`. What is longer than anybody types is cut, so that a hostile subject cannot fill the index.
create function words_to_find(given text) returns tsvector language sql immutable parallel safe as $$
  select coalesce(array_to_tsvector(array_agg(distinct left(tail, 60))), ''::tsvector)
  from (select string_to_array(btrim(word, '.'), '.') as parts
        from string_to_table(fold_words(left(given, 2000)), ' ') as word limit 100) as split,
    lateral (select array_to_string(parts[place:], '.') as tail from generate_series(1, least(cardinality(parts), 12)) as place) as tails
  where tail <> ''
$$;

-- All the words, each by its beginning; a single letter or digit only as a whole word. No word at all finds nothing: null.
create function words_asked_for(given text) returns tsquery language sql immutable parallel safe as $$
  select string_agg('''' || left(btrim(word, '.'), 60) || '''' || case when length(btrim(word, '.')) > 1 then ':*' else '' end, ' & ')::tsquery
  from (select distinct word from string_to_table(fold_words(left(given, 200)), ' ') as word) as one
  where btrim(word, '.') <> ''
$$;

create table ticket_search (
  ticket_id bigint primary key references ticket on delete cascade,
  words tsvector not null
);

create function note_words() returns trigger language plpgsql as $$
begin
  insert into ticket_search
    select new.id, words_to_find(concat_ws(' ', new.ref, requester.address, requester.name, new.subject))
    from requester where requester.id = new.requester_id;
  return null;
end $$;
create trigger note_words after insert on ticket for each row execute function note_words();

-- Years of tickets take longer than a statement of the desk may.
set local statement_timeout = 0;
insert into ticket_search
  select ticket.id, words_to_find(concat_ws(' ', ticket.ref, requester.address, requester.name, ticket.subject))
  from ticket join requester on requester.id = ticket.requester_id;
-- A search must not read through a list of words that still wait for their place.
create index ticket_search_words on ticket_search using gin (words) with (fastupdate = off);
-- Rare levels, newest first.
create index ticket_by_level on ticket (level, id);
-- Cancelled mails are few among all that were sent, which `outbox_open` does not hold.
create index outbox_cancelled on outbox (id) where state = 'cancelled';
