import type { MailUnderstanding } from "../../domain/email/mail-understanding.ts";
import { looksLikeOwnMessageId, readMessageId } from "../../domain/outbound/own-message-id.ts";
import type { ThreadEvidence } from "../../domain/threading/find-thread.ts";
import { findTicketRefs } from "../../domain/ticket/ticket-ref.ts";
import type { NamingMail } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import type { FilingContext } from "./filing-context.ts";

/** Something that ties a mail to a ticket, whoever may use it. */
export interface Tie {
  readonly evidence: ThreadEvidence;
  readonly ticketId: number;
  /** The mail that named this one before it came, or that names another which this one names too. */
  readonly naming?: NamingMail;
}

export interface FoundTies {
  /** The most trusted first, then the nearest reference first. */
  readonly ties: readonly Tie[];
  /** Message-IDs of others that the mail names, the nearest first: nothing of ours is still to come. */
  readonly namedIds: readonly string[];
  /** Those of them that no mail on a ticket has. */
  readonly unknownIds: readonly string[];
}

const MAX_REFS = 3;
const MAX_MESSAGE_IDS = 20;

/** What the headers of a mail tie it to, and what they name in vain. */
export async function findTies(stores: Stores, context: FilingContext, mail: MailUnderstanding): Promise<FoundTies> {
  const refs = findTicketRefs(mail.subject).slice(0, MAX_REFS);
  const named = namedBy(context, mail);
  const { address: sender } = mail.sender;
  const [{ ties, unknownIds }, naming, sharing, ...byRef] = await Promise.all([
    tiesByMessageId(stores, context, named, sender),
    mail.messageId === null ? [] : stores.tickets.listNaming({ messageIds: [mail.messageId], sender, first: "oldest" }),
    named.others.length === 0 ? [] : stores.tickets.listNaming({ messageIds: named.others, sender, first: "newest" }),
    ...refs.map((ref) => stores.tickets.findByRef(ref)),
  ]);
  return {
    ties: [
      ...ties,
      ...byRef.flatMap((ticket): Tie[] => (ticket ? [{ evidence: "subject-ref", ticketId: ticket.id }] : [])),
      ...naming.map((one): Tie => ({ evidence: "awaited-message-id", ticketId: one.ticketId, naming: one })),
      ...sharing.map((one): Tie => ({ evidence: "shared-message-id", ticketId: one.ticketId, naming: one })),
    ],
    namedIds: named.others,
    unknownIds,
  };
}

interface NamedIds {
  readonly domain: string;
  /** The nearest first. */
  readonly ids: readonly string[];
  /** Those that are neither its own nor in the shape of ours. */
  readonly others: readonly string[];
}

function namedBy({ desk: { desk } }: FilingContext, mail: MailUnderstanding): NamedIds {
  const domain = desk.address.slice(desk.address.lastIndexOf("@") + 1);
  const nearestFirst = [mail.inReplyTo, ...mail.references.toReversed()].filter((id) => id !== null);
  const ids = [...new Set(nearestFirst)].slice(0, MAX_MESSAGE_IDS);
  return { domain, ids, others: ids.filter((id) => id !== mail.messageId && !looksLikeOwnMessageId(id, domain)) };
}

async function tiesByMessageId(
  stores: Stores,
  context: FilingContext,
  { domain, ids, others }: NamedIds,
  sender: string,
): Promise<Pick<FoundTies, "ties" | "unknownIds">> {
  const found = await stores.tickets.findByMessageIds(ids, sender);
  const ties = found.flatMap(({ messageId, ticketId }): Tie[] => {
    if (readMessageId(messageId, domain, context.signer) !== null) return [{ evidence: "own-message-id", ticketId }];
    // In the shape of ours without our MAC: made up by somebody.
    return looksLikeOwnMessageId(messageId, domain) ? [] : [{ evidence: "known-message-id", ticketId }];
  });
  const known = new Set(found.map(({ messageId }) => messageId));
  return {
    ties: [
      ...ties.filter((tie) => tie.evidence === "own-message-id"),
      ...ties.filter((tie) => tie.evidence === "known-message-id"),
    ],
    unknownIds: others.filter((id) => !known.has(id)),
  };
}
