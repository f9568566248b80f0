import type { Stores } from "../ports/unit-of-work.ts";
import type { ImportDeps } from "./import-history.ts";
import type { SurveyedExport } from "./surveyed-export.ts";

/**
 * Ties imported tickets together once all of them are there: the one that was merged to the one it went into, the one that
 * followed a closed one to that. What an agent has tied otherwise since stays. A ticket whose other end was not imported stays as it is.
 */
export async function linkHistory({ unitOfWork, context }: ImportDeps, surveyed: SurveyedExport): Promise<void> {
  const { source } = context.options;
  for (const [id, { mergedInto, follows }] of surveyed.tickets) {
    if (mergedInto === null && follows === null) continue;
    await unitOfWork.transaction(async (stores) => {
      const ids = [id, mergedInto, follows].filter((one) => one !== null);
      const ours = await stores.imports.findTickets(source, ids);
      await link(stores, ours.get(id), { into: ours.get(mergedInto ?? ""), after: ours.get(follows ?? "") });
    });
  }
}

async function link(
  stores: Stores,
  ticketId: number | undefined,
  { into, after }: { into: number | undefined; after: number | undefined },
): Promise<void> {
  const ticket = ticketId === undefined ? null : await stores.tickets.lock(ticketId);
  if (ticket === null) return;
  const isEnded = ticket.state === "closed" && ticket.mergedIntoId === null;
  if (into !== undefined && isEnded) await stores.tickets.change(ticket.id, { mergedIntoId: into });
  if (after !== undefined && ticket.relatedTicketId === null) {
    await stores.tickets.change(ticket.id, { relatedTicketId: after });
  }
}
