import type { FilingPlan } from "../../domain/filing/decide-filing.ts";
import type { VainLook } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import type { GatheredFacts } from "./gather-facts.ts";
import type { MailToFile } from "./mail-to-file.ts";

/** By what a mail would be tied to others, and is not: see `VainLook`. */
export interface LookedFor {
  readonly messageId: string | null;
  /** By whom and what it names, where another of theirs that names it would be joined. */
  readonly sharing: VainLook["sharing"];
  readonly namingIds: readonly number[];
  readonly unknownIds: readonly string[];
}

/** Mails of people outside the desk that are on a ticket. */
const OF_REQUESTERS: ReadonlySet<FilingPlan["action"]> = new Set(["open", "append", "join"]);

/**
 * What follows from the mails that a filed one names, and from those that named it. Those it names and nobody knows may still come, and what it names on
 * nobody's ticket or another's may be named again: they are awaited. The tickets of its conversation that it did not join are tied to the one it is on,
 * and the history of each says so. Gives what it looked for.
 */
export async function followNames(
  stores: Stores,
  toFile: MailToFile,
  { action }: FilingPlan,
  {
    ticketId,
    namedIds,
    unknownIds,
    namingIds,
    namedOnIds,
    facts,
  }: Pick<GatheredFacts, "namedIds" | "unknownIds" | "namingIds" | "namedOnIds" | "facts"> & {
    readonly ticketId: number;
  },
): Promise<LookedFor | null> {
  if (!OF_REQUESTERS.has(action) || facts.claimedAgent !== null) return null;
  const { inboundEmailId, mail } = toFile;
  // What it was appended by is on its ticket, and leads there by itself.
  const messageIds = action === "append" ? unknownIds : namedIds;
  if (messageIds.length > 0) await stores.tickets.awaitMails({ inboundEmailId, messageIds });
  for (const otherId of namedOnIds) await tie(stores, toFile, ticketId, otherId);
  const sender = mail.sender.address;
  const looksForShared = action === "open" && facts.authentic;
  const sharing = looksForShared ? namedIds.map((messageId) => ({ sender, messageId })) : [];
  return { messageId: mail.messageId, sharing, namingIds, unknownIds };
}

// Its own ticket is locked by now, or seen by nobody else yet; with the lower ones before it, see `gatherFacts`.
async function tie(stores: Stores, { now: at }: MailToFile, ticketId: number, otherId: number): Promise<void> {
  const [ticket, other] = await Promise.all([stores.tickets.lock(ticketId), stores.tickets.lock(otherId)]);
  if (ticket === null || other === null || (await isTied(stores, ticket.id, other.ref))) return;
  for (const [one, to] of [[ticket, other] as const, [other, ticket] as const]) {
    if (one.relatedTicketId === null) await stores.tickets.change(one.id, { relatedTicketId: to.id });
    await stores.tickets.appendEvent({ ticketId: one.id, at, type: "linked", actor: "desk", data: { ref: to.ref } });
  }
}

async function isTied(stores: Stores, ticketId: number, ref: string): Promise<boolean> {
  const events = await stores.tickets.listEvents(ticketId);
  return events.some(({ type, data }) => type === "linked" && data.ref === ref);
}
