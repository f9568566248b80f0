import { type Kysely, sql } from "kysely";
import type { ParticipantState, TicketStore } from "../../usecases/ports/ticket-store.ts";
import { prepare } from "./prepare.ts";
import type { Schema } from "./schema.ts";
import { storable } from "./storable.ts";

const insertParticipant = prepare((db, row: { ticket_id: number; address: string; state: ParticipantState }) =>
  db
    .insertInto("participant")
    .values({ ...row })
    // A pending address may be admitted; nobody loses a state by being named again.
    .onConflict((conflict) =>
      conflict
        .columns(["ticket_id", "address"])
        .doUpdateSet({ state: row.state })
        .where("participant.state", "=", "pending"),
    ),
);

export async function addParticipant(
  db: Kysely<Schema>,
  ticketId: number,
  address: string,
  state: ParticipantState,
): Promise<void> {
  await insertParticipant(db, { ticket_id: ticketId, address: storable(address), state });
}

export async function removeParticipant(db: Kysely<Schema>, ticketId: number, address: string): Promise<void> {
  await db
    .deleteFrom("participant")
    .where("ticket_id", "=", ticketId)
    .where("address", "=", address)
    .where("state", "<>", "requester")
    .execute();
}

const selectParticipants = prepare((db, { ticketId }: { ticketId: number }) =>
  db.selectFrom("participant").select(["address", "state"]).where("ticket_id", "=", ticketId).orderBy("added_at"),
);

export function listParticipants(db: Kysely<Schema>, ticketId: number): ReturnType<TicketStore["listParticipants"]> {
  return selectParticipants(db, { ticketId });
}

export async function listAddressees(db: Kysely<Schema>, ticketId: number): Promise<string[]> {
  const { rows } = await sql<{ address: string }>`
    select distinct lower(one ->> 'address') as address
    from message, jsonb_array_elements(recipients_to || recipients_cc) as one
    where ticket_id = ${ticketId} and author in ('requester', 'participant') and one ->> 'address' <> '' order by address`.execute(
    db,
  );
  return rows.map(({ address }) => address);
}
