import { followMerges } from "../follow-merges.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import type { CommandRun } from "./command-run.ts";

/** What `#merge` and `#link` name, or why it cannot be done, in both languages. */
export type NamedTicket =
  | { readonly ok: true; readonly ticket: Ticket }
  | { readonly ok: false; readonly fault: { readonly da: string; readonly en: string } };

/** Looks up the ticket that a command names, followed through merges: never the ticket itself. */
export async function findNamedTicket({ stores, from }: CommandRun, ref: string): Promise<NamedTicket> {
  const named = await stores.tickets.findByRef(ref);
  const ticket = named && (await followMerges(stores, named.id));
  if (ticket === null) return refuse(`Sagen ${ref} findes ikke.`, `There is no ticket ${ref}.`);
  if (ticket.id !== from.ticket.id) return { ok: true, ticket };
  return refuse(`${ref} og denne sag er den samme.`, `${ref} and this ticket are one and the same.`);
}

/**
 * The ticket that this one may be merged into: open, and of the same customer, since its requester will be answered there, and what was recorded on either
 * may be taken back there: one organisation would be billed for what another is credited with.
 * One that was merged stands for the ticket it was merged into, so no merge can make a circle.
 */
export async function findMergeTarget(run: CommandRun, ref: string): Promise<NamedTicket> {
  const named = await findNamedTicket(run, ref);
  if (!named.ok) return named;
  const { ticket } = named;
  if (ticket.state === "closed" || ticket.state === "resolved") {
    return refuse(
      `${ticket.ref} er afsluttet. Genåbn den først med #genåbn.`,
      `${ticket.ref} has ended. Reopen it first with #reopen.`,
    );
  }
  if (isOfSameCustomer(run.from.ticket, ticket)) return named;
  return refuse(
    `${ticket.ref} er fra en anden kunde, så sagerne kan ikke lægges sammen. Skriv #link ${ticket.ref} i stedet.`,
    `${ticket.ref} is another customer's, so the tickets cannot be merged. Write #link ${ticket.ref} instead.`,
  );
}

function isOfSameCustomer(one: Ticket, other: Ticket): boolean {
  if (one.organisation !== null && other.organisation !== null) return one.organisation === other.organisation;
  return one.requester.address.toLowerCase() === other.requester.address.toLowerCase();
}

function refuse(da: string, en: string): NamedTicket {
  return { ok: false, fault: { da, en } };
}
