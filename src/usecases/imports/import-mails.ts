import type { Desk } from "../../domain/desk/desk.ts";
import { isOfDesk } from "../../domain/desk/is-of-desk.ts";
import type { MailUnderstanding } from "../../domain/email/mail-understanding.ts";
import type { Instant } from "../../domain/time/instant.ts";
import { agentOf } from "../filing/agent-of.ts";
import { forgetErased } from "../filing/forget-erased.ts";
import { newInboundMessage } from "../filing/new-inbound-message.ts";
import { openUnderFreeRef } from "../filing/open-under-free-ref.ts";
import { spokenLanguage } from "../filing/spoken-language.ts";
import { lockFollowingMerges } from "../follow-merges.ts";
import { INGEST_PLACE, toArrivedMail } from "../ingest-mail.ts";
import { deskInForce } from "../organisations/desk-in-force.ts";
import type { MailParser } from "../ports/mail-parser.ts";
import type { MailSource } from "../ports/mail-source.ts";
import type { Pseudonyms } from "../ports/pseudonyms.ts";
import type { Randomness } from "../ports/randomness.ts";
import type { Author, Direction, Person } from "../ports/ticket-store.ts";
import type { Stores, UnitOfWork } from "../ports/unit-of-work.ts";
import { findHeld, mayJoin } from "./find-held.ts";
import { pastTicketDraft } from "./past-ticket-draft.ts";
import { type Conversation, HISTORY, type PastMail, type SurveyedMails, writtenAt } from "./survey-mails.ts";

export interface ImportMailsDeps {
  readonly source: MailSource;
  readonly parser: Pick<MailParser, "parse">;
  readonly unitOfWork: UnitOfWork;
  readonly desk: Desk;
  readonly randomness: Randomness;
  /** Null: nobody who was erased is known again. */
  readonly pseudonyms: Pseudonyms | null;
  readonly mailboxId: number;
  /** The name under which the mails are known. */
  readonly name: string;
  readonly onProgress: (done: number) => void;
}

export interface ImportedMails {
  opened: number;
  /** Conversations that were added to a ticket which the desk had by another way. */
  joined: number;
  messages: number;
  /** Imported before, or in this mailbox by another way. */
  known: number;
  /** Of people who were erased since: seen, and kept nowhere. */
  erased: number;
}

/** Where the mails of a conversation go, once that is decided. */
interface Target {
  readonly ticketId: number | null;
  /** Of a ticket that is still to be opened: where it may belong. */
  readonly relatedTicketId: number | null;
  readonly isJoined: boolean;
}

/** A mail read again, about to be filed. */
interface ReadMail {
  readonly past: PastMail;
  readonly mail: MailUnderstanding;
  readonly at: Instant;
  readonly arrived: ReturnType<typeof toArrivedMail>;
}

const AT_ONCE = 20;

/**
 * Files old mail as history: each conversation a ticket that is closed, or more of a ticket that the desk has of it, each mail a message of it, with its
 * raw bytes kept. What is in the mailbox already stays where it is. No clock starts, nobody is told, and nothing is sent. May be stopped and run again.
 */
export async function importMails(deps: ImportMailsDeps, { conversations }: SurveyedMails): Promise<ImportedMails> {
  const result: ImportedMails = { opened: 0, joined: 0, messages: 0, known: 0, erased: 0 };
  for (const [done, conversation] of conversations.entries()) {
    let target: Target | null = null;
    for (let at = 0; at < conversation.mails.length; at += AT_ONCE) {
      const filed = await fileSome(deps, conversation, conversation.mails.slice(at, at + AT_ONCE), target);
      if (filed.messages > 0) target = filed.target;
      result.opened += filed.opened;
      result.joined += filed.joined;
      result.messages += filed.messages;
      result.known += filed.known;
      result.erased += filed.erased;
    }
    deps.onProgress(done + 1);
  }
  return result;
}

async function fileSome(
  deps: ImportMailsDeps,
  conversation: Conversation,
  some: readonly PastMail[],
  before: Target | null,
): Promise<ImportedMails & { readonly target: Target | null }> {
  const asked = some.map(({ externalId }) => externalId);
  const imported = await deps.unitOfWork.reading.imports.knownMessages(deps.name, asked);
  const read: ReadMail[] = [];
  for (const past of some) if (!imported.has(past.externalId)) read.push(await readAgain(deps, past));
  const nothing = { opened: 0, joined: 0, messages: 0, known: imported.size, erased: 0 };
  if (read.length === 0) return { ...nothing, target: before };
  return await deps.unitOfWork.transaction(async (stores) => {
    await stores.erasures.delayErasures();
    const found = before ?? (await findTarget(stores, deps, conversation));
    const { ticketId, messages, erased } = await addAll(stores, deps, conversation, { read, found });
    const isFirst = messages > 0 && before === null;
    if (found.ticketId !== null && (isFirst || (messages > 0 && found.isJoined))) {
      await tellOfMore(stores, deps, found.ticketId, messages);
    }
    return {
      opened: ticketId === found.ticketId ? 0 : 1,
      joined: isFirst && found.isJoined ? 1 : 0,
      messages,
      known: imported.size + read.length - messages - erased,
      erased,
      target: { ...found, ticketId },
    };
  });
}

/** Gives the ticket that they are on by now, how many of them were not in the mailbox, and how many of those are of people who were erased. */
async function addAll(
  stores: Stores,
  deps: ImportMailsDeps,
  conversation: Conversation,
  { read, found }: { readonly read: readonly ReadMail[]; readonly found: Target },
): Promise<Pick<Target, "ticketId"> & { readonly messages: number; readonly erased: number }> {
  let { ticketId } = found;
  const count = { messages: 0, erased: 0 };
  const lastErasure = await stores.erasures.findLast();
  for (const whole of read) {
    const inboundEmailId = await accept(stores, deps, whole);
    if (inboundEmailId === null) continue;
    const one = lastErasure === null ? whole : await forget(stores, deps, conversation, { ...whole, inboundEmailId });
    if (one === null) {
      count.erased += 1;
      continue;
    }
    const isFirst = ticketId === null;
    ticketId ??= await open(stores, { ...deps, desk: await deskInForce(stores, deps.desk) }, conversation, {
      ...one,
      ...found,
    });
    await add(stores, deps, conversation, { one, ticketId, inboundEmailId, isFirst });
    count.messages += 1;
  }
  return { ticketId, ...count };
}

/** What is taken over of a mail: nothing where its writer or the requester was erased since, and else all but who was. */
async function forget(
  stores: Stores,
  { pseudonyms, parser }: ImportMailsDeps,
  { requester }: Conversation,
  { inboundEmailId, ...one }: ReadMail & { readonly inboundEmailId: number },
): Promise<ReadMail | null> {
  if (pseudonyms === null) return one;
  const { mail, at, arrived } = one;
  const came = { at, bytes: arrived.bytes, requester: requester.address };
  const left = await forgetErased(stores, { pseudonyms, parser }, { mail, inboundEmailId, stated: null }, came);
  return left === null ? null : { ...one, mail: left.mail };
}

/** The ticket that an earlier import of the conversation filed it on, or one that the desk has of it, locked. */
async function findTarget(stores: Stores, deps: ImportMailsDeps, conversation: Conversation): Promise<Target> {
  const { mails, requester } = conversation;
  const ids = mails.map(({ externalId }) => externalId);
  const importedId = await stores.imports.findTicketOfMessages(deps.name, ids);
  const imported = importedId === null ? null : await stores.tickets.find(importedId);
  if (imported !== null && imported.formerly !== null) {
    return { ticketId: imported.id, relatedTicketId: null, isJoined: false };
  }
  const own = mails.flatMap(({ messageId }) => messageId ?? []);
  const named = mails.flatMap(({ references }) => references);
  const held = await findHeld(stores, { requester: requester.address, own, named });
  const ticket = held.ticket === null ? null : await lockFollowingMerges(stores, held.ticket.id);
  const isJoined = ticket !== null && (await mayJoin(stores, deps, { ...held, ticket }, conversation));
  return { ticketId: isJoined ? ticket.id : null, relatedTicketId: ticket?.id ?? null, isJoined };
}

async function tellOfMore(
  stores: Stores,
  { name }: ImportMailsDeps,
  ticketId: number,
  messages: number,
): Promise<void> {
  const data = { source: name, messages, missingFiles: [] };
  await stores.tickets.appendEvent({ ticketId, at: await stores.now(), type: "imported-more", actor: "ops", data });
}

async function readAgain({ source, parser }: ImportMailsDeps, past: PastMail): Promise<ReadMail> {
  const { bytes, sha256, receivedAt } = await source.readAgain(past.place);
  const parsed = await parser.parse(bytes, HISTORY);
  if (!parsed.ok || parsed.mail.fingerprint !== past.externalId) {
    throw new Error(`${past.named} was changed while it was read: run the import again`);
  }
  const found = { kind: "mail", place: past.named, at: past.place, bytes, sha256, receivedAt } as const;
  return {
    past,
    mail: parsed.mail,
    at: writtenAt(parsed.mail, receivedAt) ?? past.at,
    arrived: toArrivedMail(found, true),
  };
}

/**
 * Null where the mail is in the mailbox already: it was filed then, or will be. Programs that export mail write headers of their own into it, so it need
 * not be there with the same bytes.
 */
async function accept(
  stores: Stores,
  { mailboxId }: ImportMailsDeps,
  { arrived, past }: ReadMail,
): Promise<number | null> {
  const likeIt = { fingerprint: past.externalId, authentic: false };
  if ((await stores.inbound.findDuplicate(mailboxId, likeIt, 0)) !== null) return null;
  const accepted = await stores.mailboxes.accept({ ...INGEST_PLACE, mailboxId, epoch: null, mails: [arrived] });
  const isNew = accepted.kind === "accepted" && accepted.newEmails > 0;
  return isNew ? (accepted.inboundEmailIds[0] ?? null) : null;
}

async function open(
  stores: Stores,
  deps: ImportMailsDeps,
  { mails, requester }: Conversation,
  { mail, past, at, relatedTicketId }: ReadMail & Pick<Target, "relatedTicketId">,
): Promise<number> {
  const { desk } = deps;
  const draft = pastTicketDraft(desk, {
    subject: mail.baseSubject || mail.subject,
    state: "closed",
    level: desk.defaultLevel,
    requester,
    mailboxId: deps.mailboxId,
    agent: null,
    language: spokenLanguage(desk, mail.language),
    openedAt: at,
    relatedTicketId,
  });
  const { id } = await openUnderFreeRef(stores.tickets, deps.randomness, draft);
  await stores.tickets.change(id, { closedAt: mails.at(-1)?.at ?? at });
  const number = mail.messageId ?? past.externalId;
  await stores.imports.recordTicket({ source: deps.name, externalId: past.externalId, number, ticketId: id });
  const data = { source: deps.name, number, messages: mails.length };
  await stores.tickets.appendEvent({ ticketId: id, at: await stores.now(), type: "imported", actor: "ops", data });
  return id;
}

async function add(
  stores: Stores,
  deps: ImportMailsDeps,
  { requester }: Conversation,
  about: { one: ReadMail; ticketId: number; inboundEmailId: number; isFirst: boolean },
): Promise<void> {
  const { one, ticketId, inboundEmailId } = about;
  const { mail, past } = one;
  const id = await stores.tickets.nextMessageId();
  const message = newInboundMessage(
    { inboundEmailId, mail, receivedAt: one.at },
    ticketId,
    roleOf(deps.desk, past.from, requester),
  );
  await stores.tickets.addMessage({ ...message, id });
  await stores.imports.recordMessage({ source: deps.name, externalId: past.externalId, messageRowId: id });
  await stores.inbound.recordFiling({
    inboundEmailId,
    decision: about.isFirst ? "ticketed" : "threaded",
    reasons: [`imported from ${deps.name}: history, nobody was told`],
    facts: {},
    kind: mail.kind,
    ticketId,
    duplicateOf: null,
    headers: {
      fingerprint: mail.fingerprint,
      messageId: mail.messageId,
      sender: past.from.address,
      subject: mail.subject,
    },
  });
}

function roleOf(desk: Desk, from: Person, requester: Person): { direction: Direction; author: Author } {
  if (from.address === requester.address) return { direction: "inbound", author: "requester" };
  if (!isOfDesk(desk, from.address)) return { direction: "inbound", author: "unknown" };
  return { direction: "outbound", author: agentOf(desk, from.address) === null ? "desk" : "agent" };
}
