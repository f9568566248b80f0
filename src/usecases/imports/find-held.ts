import type { Desk } from "../../domain/desk/desk.ts";
import { isOfDesk } from "../../domain/desk/is-of-desk.ts";
import { followMerges } from "../follow-merges.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import type { Conversation, PastMail } from "./survey-mails.ts";

/** Message-IDs of past mails of one requester, as `readMessageIds` gives them. */
export interface PastIds {
  readonly requester: string;
  readonly own: readonly string[];
  /** Those that they name. */
  readonly named: readonly string[];
}

export interface Held {
  /** The oldest ticket of that requester that the mails are of one conversation with; null where there is none. */
  readonly ticket: Ticket | null;
  /** Message-IDs of the mails that are on a ticket, whoever's. */
  readonly heldIds: ReadonlySet<string>;
}

const AT_ONCE = 1_000;

/**
 * What the desk has of a conversation of the past: a ticket holds one of its mails, or one that they name, or a mail on it that is proved to be the
 * requester's named one of them before it was here. Only the requester's own tickets count (threats T2, T27).
 */
export async function findHeld(stores: Pick<Stores, "tickets">, { requester, own, named }: PastIds): Promise<Held> {
  const held = await listHeld(stores, requester, [...new Set([...own, ...named])]);
  const naming = await listNaming(stores, requester, own);
  const ids = new Set(own);
  const heldIds = new Set(held.map(({ messageId }) => messageId).filter((id) => ids.has(id)));
  const ticketIds = new Set([...held, ...naming].map(({ ticketId }) => ticketId));
  return { ticket: await oldestOf(stores, requester, [...ticketIds]), heldIds };
}

/**
 * Whether a conversation may be added to a ticket of the desk, as if its mails had come in: each was written by somebody who takes part there, or by the desk
 * to them, and none is on a ticket under the same Message-ID with other words (threat T27). What an import opened is not such a ticket.
 */
export async function mayJoin(
  stores: Pick<Stores, "tickets" | "inbound">,
  { desk, mailboxId }: { readonly desk: Desk; readonly mailboxId: number },
  { ticket, heldIds }: { readonly ticket: Ticket; readonly heldIds: ReadonlySet<string> },
  { mails, requester }: Conversation,
): Promise<boolean> {
  if (ticket.formerly !== null || ticket.requester.address !== requester.address) return false;
  const all = await stores.tickets.listParticipants(ticket.id);
  const participants = new Set(all.filter(({ state }) => state !== "pending").map(({ address }) => address));
  const belongs = ({ from, to }: PastMail) =>
    participants.has(from.address) || (isOfDesk(desk, from.address) && to.some((one) => participants.has(one.address)));
  for (const mail of mails) {
    const isHeld = mail.messageId !== null && heldIds.has(mail.messageId);
    if (!isHeld && belongs(mail)) continue;
    // The mailbox has it already, and it stays where it is.
    const likeIt = { fingerprint: mail.externalId, authentic: false };
    if ((await stores.inbound.findDuplicate(mailboxId, likeIt, 0)) === null) return false;
  }
  return true;
}

async function listHeld({ tickets }: Pick<Stores, "tickets">, requester: string, ids: readonly string[]) {
  const found = [];
  for (const some of slices(ids)) found.push(...(await tickets.findByMessageIds(some, requester)));
  return found;
}

async function listNaming({ tickets }: Pick<Stores, "tickets">, requester: string, ids: readonly string[]) {
  const found = [];
  for (const messageIds of slices(ids)) {
    const naming = await tickets.listNaming({ messageIds, sender: requester, first: "oldest" });
    found.push(...naming.filter(({ from, authentic }) => from === requester && authentic));
  }
  return found;
}

function slices<Id>(ids: readonly Id[]): Id[][] {
  return Array.from({ length: Math.ceil(ids.length / AT_ONCE) }, (_, at) =>
    ids.slice(at * AT_ONCE, (at + 1) * AT_ONCE),
  );
}

async function oldestOf(
  stores: Pick<Stores, "tickets">,
  requester: string,
  ticketIds: readonly number[],
): Promise<Ticket | null> {
  const found = [];
  for (const ids of slices(ticketIds)) found.push(...(await stores.tickets.findMany(ids)));
  // One that was merged may have been of somebody else, and lead to a ticket of theirs.
  const possible = found.filter((one) => one.mergedIntoId !== null || one.requester.address === requester);
  for (const { id } of possible.sort((one, other) => one.id - other.id)) {
    const ticket = await followMerges(stores, id);
    if (ticket?.requester.address === requester) return ticket;
  }
  return null;
}
