import type { Kysely } from "kysely";
import type { ParticipantState, TicketStore } from "../../usecases/ports/ticket-store.ts";
import type { Schema } from "./schema.ts";
import { storable } from "./storable.ts";

export async function addParticipant(
  db: Kysely<Schema>,
  ticketId: number,
  address: string,
  state: ParticipantState,
): Promise<void> {
  await db
    .insertInto("participant")
    .values({ ticket_id: ticketId, address: storable(address), state })
    // A pending address may be admitted; nobody loses a state by being named again.
    .onConflict((conflict) =>
      conflict.columns(["ticket_id", "address"]).doUpdateSet({ state }).where("participant.state", "=", "pending"),
    )
    .execute();
}

export async function removeParticipant(db: Kysely<Schema>, ticketId: number, address: string): Promise<void> {
  await db
    .deleteFrom("participant")
    .where("ticket_id", "=", ticketId)
    .where("address", "=", address)
    .where("state", "<>", "requester")
    .execute();
}

export function listParticipants(db: Kysely<Schema>, ticketId: number): ReturnType<TicketStore["listParticipants"]> {
  return db
    .selectFrom("participant")
    .select(["address", "state"])
    .where("ticket_id", "=", ticketId)
    .orderBy("added_at")
    .execute();
}
