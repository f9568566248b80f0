import { createTicketRef, TICKET_REF_COUNT } from "../../domain/ticket/ticket-ref.ts";
import type { Randomness } from "../ports/randomness.ts";
import type { NewTicket, Ticket, TicketStore } from "../ports/ticket-store.ts";

/** Opens the ticket under a reference that is not taken: drawn again until one is free. */
export async function openUnderFreeRef(
  tickets: Pick<TicketStore, "open">,
  randomness: Randomness,
  draft: Omit<NewTicket, "ref">,
): Promise<Ticket> {
  for (;;) {
    const ref = createTicketRef(Math.floor(randomness.fraction() * TICKET_REF_COUNT));
    const ticket = await tickets.open({ ...draft, ref });
    if (ticket !== null) return ticket;
  }
}
