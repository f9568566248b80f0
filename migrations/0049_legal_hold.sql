-- What may not be erased, whoever asks and however old it is: everything of an address, or one ticket. Released, it says no more whom it was about.
create table legal_hold (
  id bigint generated always as identity primary key,
  address text check (address = lower(address)),
  ticket_id bigint references ticket,
  reason text not null,
  placed_at timestamptz not null default desk_now(),
  released_at timestamptz,
  check (address is null or ticket_id is null),
  check (released_at is not null or (address is null) <> (ticket_id is null))
);
create unique index legal_hold_address on legal_hold (address) where released_at is null and address is not null;
create unique index legal_hold_ticket on legal_hold (ticket_id) where released_at is null and ticket_id is not null;

-- Tickets that a hold keeps: its own, and all on which its address had a part.
create function held_tickets() returns setof bigint language sql stable as $$
  select ticket_id from legal_hold where released_at is null and ticket_id is not null
  union select ticket.id from legal_hold join requester on lower(requester.address) = legal_hold.address
    join ticket on requester_id = requester.id where released_at is null
  union select participant.ticket_id from legal_hold join participant on lower(participant.address) = legal_hold.address where released_at is null
  union select message.ticket_id from legal_hold join message on lower(from_address) = legal_hold.address where released_at is null
$$;
