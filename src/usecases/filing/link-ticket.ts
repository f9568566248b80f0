import { type CommandRun, recordCommand, recordOn, say } from "./command-run.ts";
import { findNamedTicket } from "./find-named-ticket.ts";

/** `#link`: each ticket names the other; nothing else of them changes. */
export async function linkTicket(run: CommandRun, ref: string): Promise<string> {
  const found = await findNamedTicket(run, ref);
  if (!found.ok) throw new Error(`${ref} changed while it was linked`);
  const { ticket } = found;
  await run.stores.tickets.change(run.from.ticket.id, { relatedTicketId: ticket.id });
  await recordCommand(run, "linked", { ref: ticket.ref });
  await recordOn(run, ticket.id, "linked", { ref: run.from.ticket.ref });
  return say(run, `Sagen er knyttet til ${ticket.ref}.`, `The ticket is linked to ${ticket.ref}.`);
}
