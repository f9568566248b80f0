-- Canaries are nobody's mail coming in either: no count of inbound emails or filings holds them, as none of the outbox does. What a mail is turns out
-- when it is filed; until then it is counted, and from then on taken out.
create function tally_inbound_email() returns trigger language plpgsql as $$
begin
  if exists (select from canary_mail where inbound_email_id = old.id) then return case tg_op when 'DELETE' then old else new end; end if;
  insert into tally values (tg_table_name, old.state, -1);
  if tg_op = 'DELETE' then return old; end if;
  insert into tally values (tg_table_name, new.state, 1);
  return new;
end $$;
create function tally_filing() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if not exists (select from canary_mail where inbound_email_id = old.inbound_email_id) then
      insert into tally values (tg_table_name, old.decision, -1);
    end if;
    return old;
  end if;
  if exists (select from canary_mail where inbound_email_id = new.inbound_email_id) then return new; end if;
  if tg_op = 'UPDATE' then insert into tally values (tg_table_name, old.decision, -1); end if;
  insert into tally values (tg_table_name, new.decision, 1);
  return new;
end $$;
create function tally_canary_mail() returns trigger language plpgsql as $$
begin
  insert into tally select 'inbound_email', state, -1 from inbound_email where id = new.inbound_email_id;
  insert into tally select 'filing', decision, -1 from filing where inbound_email_id = new.inbound_email_id;
  return null;
end $$;

-- Before and not after a deletion: the row that says what the mail is goes with it.
drop trigger tally_rows on inbound_email;
drop trigger tally_changes on inbound_email;
create trigger tally_rows after insert on inbound_email for each row execute function tally_state();
create trigger tally_gone before delete on inbound_email for each row execute function tally_inbound_email();
create trigger tally_changes after update of state on inbound_email for each row
  when (old.state <> new.state) execute function tally_inbound_email();
drop trigger tally_rows on filing;
drop trigger tally_changes on filing;
create trigger tally_rows after insert on filing for each row execute function tally_filing();
create trigger tally_gone before delete on filing for each row execute function tally_filing();
create trigger tally_changes after update of decision on filing for each row
  when (old.decision <> new.decision) execute function tally_filing();
create trigger tally_rows after insert on canary_mail for each row execute function tally_canary_mail();

insert into tally
  select 'inbound_email', e.state, -count(*) from canary_mail m join inbound_email e on e.id = m.inbound_email_id group by e.state;
insert into tally
  select 'filing', f.decision, -count(*) from canary_mail m join filing f on f.inbound_email_id = m.inbound_email_id group by f.decision;
