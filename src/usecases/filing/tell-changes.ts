import { type ChangesToTell, changesToTell } from "../../domain/agreement/changes-to-tell.ts";
import { moveWords } from "../../domain/agreement/move-words.ts";
import type { Command } from "../../domain/commands/command.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import { queueMail } from "../queue-mail.ts";
import { admittedAddresses } from "./admitted-addresses.ts";
import type { CommandRun } from "./command-run.ts";
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
 * whose move it is. One mail however many commands; nothing once the ticket has ended, nor to whom the desk writes nothing by itself.
 */
export async function tellChanges(run: CommandRun): Promise<ToldOfChanges> {
  const { stores, context, from } = run;
  const ticket = (await stores.tickets.find(from.ticket.id)) ?? from.ticket;
  const changes = changesToTell(context.desk, from.ticket, ticket);
  if (changes === null || ticket.state === "resolved" || ticket.state === "closed") return NOTHING;
  const events = await stores.tickets.listEvents(ticket.id);
  if (events.some(({ type }) => type === "acknowledgement-withheld")) return { told: [], why: NOT_BY_ITSELF };
  return await send(run, ticket, changes);
}

const NOT_BY_ITSELF = {
  da: "Kunden får ikke selv besked, for supporten skriver ikke automatisk til den adresse: skriv det i dit svar.",
  en: "The requester is not told, since the desk writes nothing by itself to that address: say it in your answer.",
};

async function send(run: CommandRun, ticket: Ticket, { level, move }: ChangesToTell): Promise<ToldOfChanges> {
  const { stores, context, toFile } = run;
  const { desk } = context;
  const language = spokenLanguage(desk, ticket.language);
  const [thread, copies, clocks] = await Promise.all([
    stores.tickets.readThread(ticket.id, THREAD_IDS),
    admittedAddresses(stores, ticket.id),
    stores.clocks.listForTicket(ticket.id),
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

/** The same in a paragraph for the end of the agent's own text, where there is one: then it is no mail of its own. Empty: nothing to tell. */
export function changesInText({ context, from }: CommandRun, commands: readonly Command[]): string {
  const { desk } = context;
  const before = from.ticket;
  const level = commands.findLast((command) => command.name === "level")?.level ?? before.level;
  const activity = commands.findLast((command) => command.name === "activity")?.activity ?? before.activity;
  const changes = changesToTell(desk, before, { level, activity });
  const language = spokenLanguage(desk, before.language);
  const move = changes?.move ? moveWords(desk, changes.move, "customer")[language] : "";
  if (!changes?.level) return move;
  const { id, name, definition } = definedLevel(desk, changes.level, language);
  const told =
    language === "da"
      ? `Sagen er nu på niveau ${id}, ${name}: ${definition}. Er du uenig, så svar på denne mail.`
      : `The ticket is at level ${id} now, ${name}: ${definition}. If you disagree, answer this mail.`;
  return [told, move].filter((part) => part !== "").join("\n\n");
}
