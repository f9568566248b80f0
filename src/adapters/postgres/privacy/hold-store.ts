import { type Kysely, type RawBuilder, sql } from "kysely";
import { addressForms, canonicalAddress } from "../../../domain/email/canonical-address.ts";
import type { HoldStore, HoldSubject, LegalHold } from "../../../usecases/ports/hold-store.ts";
import { fromColumn } from "../instant-column.ts";
import type { Schema } from "../schema.ts";
import { isAddress } from "./is-address.ts";

export function createHoldStore(db: Kysely<Schema>): HoldStore {
  const idOf = async (query: RawBuilder<{ id: number }>) => (await query.execute(db)).rows[0]?.id ?? null;
  return {
    place: (subject, reason) => {
      const { addresses, ticketId } = columns(subject);
      // A row of each form: rows of an older version may hold either, and are compared without knowing of forms.
      return idOf(sql`
        with placed as (
          insert into legal_hold (address, ticket_id, reason) select address, ${ticketId}, ${reason} from unnest(${addresses}::text[]) as one (address)
          on conflict do nothing returning id)
        select min(id) as id from placed`);
    },
    release: async (subject) => {
      const { addresses, ticketId } = columns(subject);
      // A statement of its own: the next one sees the form that was added while this one waited (`completeForms`).
      const standing = await sql<{ address: string }>`
        select address from legal_hold where released_at is null and address is not null order by id for update`.execute(
        db,
      );
      // An older version kept letters in pieces too (U+0061 U+030A), which is none of the forms.
      const kept = standing.rows.map((row) => row.address).filter((one) => addresses.includes(canonicalAddress(one)));
      return await idOf(sql`
        with released as (
          update legal_hold set released_at = desk_now(), address = null, reason = ''
          where released_at is null and (address = any(${[...addresses, ...kept]}::text[]) or ticket_id = ${ticketId}) returning id)
        select min(id) as id from released`);
    },
    completeForms: () => completeForms(db),
    list: () => list(db, sql`true`),
    listAgainst: (address, othersTickets) =>
      list(
        db,
        sql`${isAddress("legal_hold.address", address)} or exists (
          select from (
            select legal_hold.ticket_id as id
            union select ticket.id from ticket join requester on requester.id = requester_id where lower(requester.address) = legal_hold.address
            union select participant.ticket_id from participant where lower(participant.address) = legal_hold.address
            union select message.ticket_id from message where lower(from_address) = legal_hold.address) as held
          where held.id = any(${othersTickets}::bigint[])
            or held.id in (select ticket.id from ticket join requester on requester.id = requester_id where ${isAddress("requester.address", address)}))`,
      ),
  };
}

async function completeForms(db: Kysely<Schema>): Promise<void> {
  const { rows } = await sql<{ address: string }>`
    select address from legal_hold where released_at is null and address is not null order by id`.execute(db);
  const standing = new Set(rows.map(({ address }) => address));
  for (const { address } of rows) {
    const missing = addressForms(address).filter((form) => !standing.has(form));
    if (missing.length === 0) continue;
    // Locked: whoever releases it meanwhile leaves none of the other form behind.
    await sql`
      with held as (select reason, placed_at from legal_hold where address = ${address} and released_at is null for update)
      insert into legal_hold (address, reason, placed_at) select form, reason, placed_at from held, unnest(${missing}::text[]) as form
      on conflict do nothing`.execute(db);
  }
}

function columns(subject: HoldSubject): { addresses: (string | null)[]; ticketId: number | null } {
  return subject.kind === "address"
    ? { addresses: addressForms(subject.address), ticketId: null }
    : { addresses: [null], ticketId: subject.ticketId };
}

async function list(db: Kysely<Schema>, isMeant: RawBuilder<unknown>): Promise<LegalHold[]> {
  const { rows } = await sql<Omit<LegalHold, "placedAt"> & { placed_at: Date }>`
    select legal_hold.id, legal_hold.address, ref as ticket, reason, placed_at
    from legal_hold left join ticket on ticket.id = ticket_id
    where released_at is null and (${isMeant}) order by legal_hold.id`.execute(db);
  const holds = rows.map(({ placed_at, address, ...hold }) => ({
    ...hold,
    address: address === null ? null : canonicalAddress(address),
    placedAt: fromColumn(placed_at),
  }));
  return holds.filter(
    ({ address }, at) => address === null || holds.findIndex((one) => one.address === address) === at,
  );
}
