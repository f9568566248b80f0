import { activityOf } from "../../domain/agreement/activity-of.ts";
import type { Desk } from "../../domain/desk/desk.ts";
import { isOfDesk } from "../../domain/desk/is-of-desk.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";

/** An organisation may list thousands of contacts for its releases; a ticket is no newsletter. */
const MOST_IN_COPY = 20;

/**
 * Puts the contacts of the ticket's organisation in copy where the matrix has them informed of its activity (`inform: contacts`), and records it.
 * Gives those who are new. They stay when the activity changes, until an agent removes them (`#uncc`); whom an agent removed comes back by `#cc` only.
 * Of a long list the first 20, whatever activities follow each other.
 */
export async function informContacts(
  stores: Stores,
  desk: Desk,
  ticket: Ticket,
  { at, actor }: { at: Instant; actor: string },
): Promise<string[]> {
  const found = activityOf(desk, ticket);
  if (found?.row.inform !== "contacts") return [];
  const contacts = desk.organisations.find(({ id }) => id === ticket.organisation)?.contacts ?? [];
  const [known, events] = await Promise.all([
    stores.tickets.listParticipants(ticket.id),
    stores.tickets.listEvents(ticket.id),
  ]);
  const isIn = (address: string) =>
    known.some((one) => one.address.toLowerCase() === address && one.state !== "pending");
  const isRemoved = (address: string) =>
    events.some(({ type, data }) => type === "participant-removed" && data.address === address);
  const added = contacts
    .filter((address) => !isOfDesk(desk, address))
    .slice(0, MOST_IN_COPY)
    .filter((address) => !isIn(address) && !isRemoved(address));
  for (const address of added) {
    await stores.tickets.addParticipant(ticket.id, address, "admitted");
    const data = { address, activity: found.id };
    await stores.tickets.appendEvent({ ticketId: ticket.id, at, type: "participant-admitted", actor, data });
  }
  return added;
}
