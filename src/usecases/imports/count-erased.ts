import type { Stores } from "../ports/unit-of-work.ts";
import { requesterOf } from "./file-history.ts";
import { type ImportDeps, readTicket, stateOf } from "./import-history.ts";
import type { SurveyedExport } from "./surveyed-export.ts";
import { withoutErased } from "./without-erased.ts";

/** How many tickets an import would leave out, since whoever asked was erased since. Where nobody was, nothing is read again. */
export async function countErased(
  stores: Pick<Stores, "erasures">,
  deps: Pick<ImportDeps, "source" | "context">,
  surveyed: SurveyedExport,
): Promise<number> {
  const { context } = deps;
  if (context.pseudonyms === null || (await stores.erasures.findLast()) === null) return 0;
  let erased = 0;
  for (const one of surveyed.tickets.values()) {
    if (stateOf(context, surveyed, one) === "skip") continue;
    const ticket = await readTicket(deps, one);
    const story = { requester: requesterOf(context, ticket).address, openedAt: ticket.openedAt, messages: [] };
    if ((await withoutErased(stores, context.pseudonyms, story)) === null) erased += 1;
  }
  return erased;
}
