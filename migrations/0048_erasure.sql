-- Persons who asked to be forgotten. Of each stays a code of the address under a key of its own, and when: enough to forget them again in a
-- database that was restored, and not to know who they were. The key is sealed with SVARTID_SECRET.
create table erasure_key (
  one boolean primary key default true check (one),
  sealed text not null
);

create table erasure (
  id bigint generated always as identity primary key,
  -- HMAC-SHA256 of the address in small letters, in hex.
  code text not null unique check (code ~ '^[0-9a-f]{64}$'),
  -- What came before is forgotten; whoever writes again later is somebody new.
  at timestamptz not null,
  reason text not null default '',
  -- Whom to look for, only while it is under way.
  person jsonb,
  finished_at timestamptz,
  check (person is null or finished_at is null)
);
create index erasure_unfinished on erasure (id) where finished_at is null;
create index erasure_at on erasure (at);

alter table ticket add column erased_at timestamptz;

-- What is kept for good may lose its words to an erasure, which says so within its own transaction, and nothing but its words.
create function is_erasing() returns boolean language sql stable as $$
  select coalesce(current_setting('svartid.erasing', true), '') = 'on'
$$;

create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and tg_nargs > 0 and is_erasing() and to_jsonb(new) - tg_argv::text[] = to_jsonb(old) - tg_argv::text[] then
    return new;
  end if;
  raise exception 'rows of % are never changed: add a counter-entry', tg_table_name;
end
$$;
drop trigger time_entry_append_only on time_entry;
create trigger time_entry_append_only before update or delete on time_entry
  for each row execute function refuse_change('text', 'message_id');
drop trigger installed_change_append_only on installed_change;
create trigger installed_change_append_only before update or delete on installed_change
  for each row execute function refuse_change('text', 'message_id');

create or replace function refuse_second_answer() returns trigger language plpgsql as $$
begin
  if is_erasing() and to_jsonb(new) - array['question', 'answer', 'answered_by']
      = to_jsonb(old) - array['question', 'answer', 'answered_by'] then
    return new;
  end if;
  raise exception 'an approval that has its answer is never changed';
end
$$;

-- A text without an address and names: each is a regular expression, or null.
create function without_words(given text, address text, names text) returns text language sql immutable parallel safe as $$
  select case when names is null then cleared else regexp_replace(cleared, names, '[...]', 'gi') end
  from (select case when address is null then given else regexp_replace(given, address, '[...]', 'gi') end as cleared) as one
$$;

-- The same of every text in a document; an element of a list that is the address, or holds it as one of its values, goes as a whole.
create function without_words(given jsonb, address text, names text) returns jsonb language plpgsql immutable parallel safe as $$
begin
  case jsonb_typeof(given)
    when 'string' then return to_jsonb(without_words(given #>> '{}', address, names));
    when 'array' then return (
      select coalesce(jsonb_agg(without_words(item, address, names) order by place), '[]')
      from jsonb_array_elements(given) with ordinality as one (item, place) where not names_person(item, address));
    when 'object' then return (
      select coalesce(jsonb_object_agg(without_words(key, address, names), without_words(value, address, names)), '{}')
      from jsonb_each(given));
    else return given;
  end case;
end
$$;

create function names_person(item jsonb, address text) returns boolean language sql immutable parallel safe as $$
  select case jsonb_typeof(item)
    when 'string' then item #>> '{}' ~* ('^\s*' || address || '\s*$')
    when 'object' then exists (
      select from jsonb_each(item) as member
      where jsonb_typeof(member.value) = 'string' and member.value #>> '{}' ~* ('^\s*' || address || '\s*$'))
    else false end
$$;

-- What of an event is no words: numbers, answers of yes or no, and words of ours.
create function without_free_text(given jsonb) returns jsonb language sql immutable parallel safe as $$
  select coalesce(jsonb_object_agg(key, value) filter (
    where jsonb_typeof(value) in ('number', 'boolean', 'null')
      or key = any (array['kind', 'level', 'calendar', 'service', 'activity', 'agent', 'organisation', 'asked', 'class', 'from', 'to', 'cause',
          'coverage', 'reopening', 'resolution', 'responsible', 'team', 'state', 'reason', 'at', 'dueAt', 'gate'])
        and jsonb_typeof(value) = 'string' and value #>> '{}' ~ '^[A-Za-z0-9:.+-]{1,40}$'), '{}')
  from jsonb_each(given)
$$;
