import { isErasedAddress } from "../../domain/privacy/erased-address.ts";
import type { Digest } from "../../usecases/ports/digest.ts";
import type { Ticket } from "../../usecases/ports/ticket-store.ts";
import type { Stores } from "../../usecases/ports/unit-of-work.ts";
import { tagOf } from "./tag-of.ts";

/** The ETag of a ticket: another one as soon as anything happened to it. What only time changes, such as a clock's minutes, is not in it. */
export async function ticketVersion(stores: Pick<Stores, "tickets">, digest: Digest, ticket: Ticket): Promise<string> {
  const { ref, state, level, team, agent, service, activity } = ticket;
  // Who was erased is not on the record of the ticket.
  const isErased = isErasedAddress(ticket.requester.address);
  const last = (await stores.tickets.listEvents(ticket.id)).at(-1)?.id ?? 0;
  return tagOf(digest, [ref, state, level, team, agent, service, activity, isErased, last]);
}
