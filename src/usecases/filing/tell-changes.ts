import type { ActiveTicket } from "../../domain/agreement/activity-of.ts";
import { type ChangesToTell, changesToTell } from "../../domain/agreement/changes-to-tell.ts";
import { moveWords } from "../../domain/agreement/move-words.ts";
import type { StoredClock } from "../ports/clock-store.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import { queueMail } from "../queue-mail.ts";
import { admittedAddresses } from "./admitted-addresses.ts";
import { type CommandRun, recordCommand } from "./command-run.ts";
import { definedLevel } from "./defined-level.ts";
import { promiseOf } from "./promise-of.ts";
import { spokenLanguage } from "./spoken-language.ts";

/** Whom the desk told; `why` is a sentence for the agent where it told nobody though there was something to tell. */
export interface ToldOfChanges {
  readonly told: readonly string[];
  readonly why: { readonly da: string; readonly en: string } | null;
}

const NOTHING: ToldOfChanges = { told: [], why: null };

/**
 * Tells the requester, and who is in copy, what a mail of commands changed of what they were told before: the level with its new promised time, and
 * whose move it is. One mail however many commands; nothing once the ticket has ended or while nothing is promised on it, nor to whom the desk
 * writes nothing by itself.
 */
export async function tellChanges(run: CommandRun): Promise<ToldOfChanges> {
  const found = await findChanges(run, run.from.ticket);
  return found === null ? NOTHING : await mailChanges(run, found);
}

export interface FoundChanges {
  /** As it is now, after the commands. */
  readonly ticket: Ticket;
  readonly clocks: readonly StoredClock[];
  readonly changes: ChangesToTell;
}

/** What of the ticket is not as it was before, and is to be told; null: nothing, or nobody is to be told of it. */
export async function findChanges(
  { stores, context, from }: CommandRun,
  before: ActiveTicket,
): Promise<FoundChanges | null> {
  const ticket = (await stores.tickets.find(from.ticket.id)) ?? from.ticket;
  const changes = changesToTell(context.desk, before, ticket);
  if (changes === null || ticket.state === "resolved" || ticket.state === "closed") return null;
  const clocks = await stores.clocks.listForTicket(ticket.id);
  // They were told of no level and no move, but that no agreement covers it.
  return clocks.length === 0 ? null : { ticket, clocks, changes };
}

/** Mails it, unless the desk writes nothing by itself to the requester, and records that they know. */
export async function mailChanges(run: CommandRun, found: FoundChanges): Promise<ToldOfChanges> {
  const { ticket, changes } = found;
  const events = await run.stores.tickets.listEvents(ticket.id);
  if (events.some(({ type }) => type === "acknowledgement-withheld")) return { told: [], why: NOT_BY_ITSELF };
  const sent = await send(run, found);
  if (sent.why === null) await recordTold(run, run.from.ticket, changes);
  return sent;
}

/** `before`: as they knew it. By this `#undo` learns what the stopped answer would have told. */
export async function recordTold(run: CommandRun, before: ActiveTicket, changes: ChangesToTell): Promise<void> {
  const { level, activity } = before;
  const told = [...(changes.level === null ? [] : ["level"]), ...(changes.move === null ? [] : ["move"])];
  await recordCommand(run, CHANGES_TOLD, {
    inboundEmailId: run.toFile.inboundEmailId,
    before: { level, activity },
    told,
  });
}

export const CHANGES_TOLD = "changes-told";

const NOT_BY_ITSELF = {
  da: "Kunden får ikke selv besked, for supporten skriver ikke automatisk til den adresse: skriv det i dit svar.",
  en: "The requester is not told, since the desk writes nothing by itself to that address: say it in your answer.",
};

async function send(run: CommandRun, { ticket, clocks, changes }: FoundChanges): Promise<ToldOfChanges> {
  const { level, move } = changes;
  const { stores, context, toFile } = run;
  const { desk } = context;
  const language = spokenLanguage(desk, ticket.language);
  const [thread, copies] = await Promise.all([
    stores.tickets.readThread(ticket.id, THREAD_IDS),
    admittedAddresses(stores, ticket.id),
  ]);
  const suppressed = new Set((await stores.suppressions.findAmong(copies)).map(({ address }) => address));
  const cc = copies.filter((address) => !suppressed.has(address.toLowerCase()));
  const { promisedAt } = promiseOf(clocks);
  const result = await queueMail(stores, context.mail, {
    class: "acknowledgement",
    ticketId: ticket.id,
    ticketRef: ticket.ref,
    to: [{ address: ticket.requester.address, role: "requester" }],
    cc: cc.map((address) => ({ address, role: "participant" })),
    template: "ticket-changed",
    organisation: ticket.organisation,
    language,
    data: {
      ref: ticket.ref,
      level: level === null ? null : definedLevel(desk, level, language),
      promisedAt: promisedAt !== null && promisedAt > toFile.now ? promisedAt : null,
      move: move === null ? null : moveWords(desk, move, "customer")[language],
    },
    replyTo: { ticketId: ticket.id, recipient: { kind: "requester" } },
    inReplyTo: thread.question?.messageId ?? null,
    references: thread.messageIds,
    mailboxId: ticket.mailboxId,
  });
  if (result.kind === "queued") return { told: [ticket.requester.address, ...cc], why: null };
  return { told: [], why: REFUSED };
}

/** More than fit into References. */
const THREAD_IDS = 50;

const REFUSED = {
  da: "Kunden får ikke besked, for adressen kan ikke få mail fra os.",
  en: "The requester is not told, since the address cannot be mailed.",
};
