import { guessLanguage } from "../../domain/email/guess-language.ts";
import { resolvePerson } from "../../domain/imports/past-people.ts";
import type { PastMessage, PastPerson, PastTicket } from "../../domain/imports/past-ticket.ts";
import type { TicketState } from "../../domain/ticket/ticket-state.ts";
import { agentOf } from "../filing/agent-of.ts";
import { openUnderFreeRef } from "../filing/open-under-free-ref.ts";
import { spokenLanguage } from "../filing/spoken-language.ts";
import type { NewTicket, TicketChange } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { addHistory } from "./add-history.ts";
import { findHeld } from "./find-held.ts";
import type { PastContext } from "./past-context.ts";
import { pastTicketDraft } from "./past-ticket-draft.ts";
import { type SettledMessage, settleMessages } from "./settle-messages.ts";
import { withoutErased } from "./without-erased.ts";

/** A ticket read again, with all its messages; `state` is ours by now. */
export interface TicketToImport {
  readonly ticket: PastTicket;
  readonly messages: readonly PastMessage[];
  readonly state: TicketState;
}

/** What came of one ticket: `messages` were added to it. */
export interface FiledHistory {
  readonly isNew: boolean;
  readonly messages: number;
  readonly missingFiles: number;
  /** It was left out, since whoever asked was erased. */
  readonly isErased: boolean;
}

const ERASED: FiledHistory = { isNew: false, messages: 0, missingFiles: 0, isErased: true };

/**
 * Files a ticket of another desk as history, in the caller's transaction: the ticket under a reference of ours and its messages as
 * they were written. No clock is started, nobody is told, and nothing is sent. What was taken over before stays as it is by
 * now, and only gets the messages that are new.
 */
export async function fileHistory(
  stores: Stores,
  context: PastContext,
  toImport: TicketToImport,
): Promise<FiledHistory> {
  const { source } = context.options;
  const { externalId, number } = toImport.ticket;
  const requester = requesterOf(context, toImport.ticket);
  const messages = settleMessages(context, toImport.messages, requester);
  const story = { requester: requester.address, openedAt: toImport.ticket.openedAt, messages };
  const settled = await withoutErased(stores, context.pseudonyms, story);
  if (settled === null) return ERASED;
  const known = (await stores.imports.findTickets(source, [externalId])).get(externalId);
  if (known !== undefined) {
    const before = await stores.imports.knownMessages(
      source,
      settled.map((one) => one.externalId),
    );
    return await addHistory(
      stores,
      context,
      { id: known, isNew: false },
      settled.filter((one) => !before.has(one.externalId)),
    );
  }
  const relatedTicketId = await findRelated(stores, toImport.ticket, requester, settled);
  const draft = { ...draftOf(context, toImport, requester, settled), relatedTicketId };
  const { id } = await openUnderFreeRef(stores.tickets, context.randomness, draft);
  const ended = endOf(toImport);
  if (ended !== null) await stores.tickets.change(id, ended);
  await stores.imports.recordTicket({ source, externalId, number, ticketId: id });
  return await addHistory(stores, context, { id, isNew: true, ...toldOf(context, toImport.ticket) }, settled);
}

/** A ticket of the same requester that the desk has of the same conversation by another way; null where the export itself says what it follows. */
async function findRelated(
  stores: Stores,
  { follows }: PastTicket,
  { address: requester }: PastPerson,
  settled: readonly SettledMessage[],
): Promise<number | null> {
  if (follows !== null) return null;
  const own = settled.flatMap(({ message }) => message.messageId ?? []);
  const { ticket } = await findHeld(stores, { requester, own, named: [] });
  return ticket?.id ?? null;
}

export function requesterOf({ options, surveyed }: PastContext, { requester }: PastTicket): PastPerson {
  const person = resolvePerson(requester, (id) => surveyed.users.get(id));
  if (person !== null && person.address !== "") return person;
  if (options.nobody === null) throw new Error("a requester without an address was found without fault");
  return { address: options.nobody, name: person?.name ?? "" };
}

function draftOf(
  context: PastContext,
  { ticket, state }: TicketToImport,
  requester: PastPerson,
  messages: readonly SettledMessage[],
): Omit<NewTicket, "ref"> {
  const { desk } = context;
  const opening = messages.find(({ message }) => message.direction === "inbound") ?? messages[0];
  return pastTicketDraft(desk, {
    subject: ticket.subject || opening?.message.subject || "",
    state,
    level: levelOf(context, ticket),
    requester: { address: requester.address, name: requester.name },
    mailboxId: null,
    agent: agentFor(context, ticket),
    language: spokenLanguage(desk, guessLanguage(opening?.message.replyText ?? "")),
    openedAt: ticket.openedAt,
    relatedTicketId: null,
  });
}

function levelOf({ desk, options, surveyed }: PastContext, { priority }: PastTicket): string {
  const name = priority === null ? null : surveyed.nameOf("priority", priority);
  return options.levels.get(name?.trim().toLowerCase() ?? "") ?? desk.defaultLevel;
}

/** Only who is enrolled here, by their address, and still active. */
function agentFor({ desk, surveyed }: PastContext, { agent }: PastTicket): string | null {
  const person = agent === null ? null : resolvePerson(agent, (id) => surveyed.users.get(id));
  const key = person === null ? null : agentOf(desk, person.address);
  return key !== null && desk.agents[key]?.active === true ? key : null;
}

function endOf({ ticket, state, messages }: TicketToImport): TicketChange | null {
  if (state !== "resolved" && state !== "closed") return null;
  const endedAt = ticket.endedAt ?? ticket.updatedAt ?? messages.at(-1)?.at ?? ticket.openedAt;
  return state === "closed" ? { closedAt: endedAt } : { resolvedAt: endedAt };
}

function toldOf({ surveyed, options }: PastContext, { number, state, priority }: PastTicket) {
  return {
    told: {
      source: options.source,
      number,
      state: surveyed.nameOf("state", state),
      priority: priority === null ? null : surveyed.nameOf("priority", priority),
    },
  };
}
