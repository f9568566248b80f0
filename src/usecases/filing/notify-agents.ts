import type { Desk } from "../../domain/desk/desk.ts";
import { shownText } from "../../domain/email/shown-text.ts";
import { createElapsedMs } from "../clock/elapsed-of-clock.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { queueMail } from "../queue-mail.ts";
import type { FilingContext } from "./filing-context.ts";
import type { MailToFile } from "./mail-to-file.ts";
import { noteRefused } from "./note-refused.ts";
import { agentsLanguage } from "./spoken-language.ts";
import { ticketFacts } from "./ticket-facts.ts";

const MINUTE_MS = 60_000;

/**
 * Tells those who must answer: the assigned agent, or else every member of the team. Each gets a mail of their own, whose
 * reply address is signed for this ticket and this agent alone.
 */
export async function notifyAgents(
  stores: Stores,
  context: FilingContext,
  toFile: MailToFile,
  ticket: Ticket,
  kind: "opened" | "message",
): Promise<void> {
  const { desk } = context;
  const agents = answeringAgents(desk, ticket);
  if (agents.length === 0) return;
  const language = agentsLanguage(desk);
  const { mail } = toFile;
  const [facts, history, leftMinutes] = await Promise.all([
    ticketFacts(stores, desk, ticket, language),
    // A new ticket holds nothing but the mail that opened it.
    kind === "opened" ? NO_HISTORY : readHistory(stores, toFile, ticket.id),
    minutesLeft(stores, context, toFile, ticket.id),
  ]);
  for (const key of agents) {
    const agent = desk.agents[key];
    const address = agent?.addresses[0];
    if (!agent || address === undefined) continue;
    const result = await queueMail(stores, context.mail, {
      class: "notification",
      ticketId: ticket.id,
      ticketRef: ticket.ref,
      to: [{ address, name: agent.name, role: "agent" }],
      template: "agent-notification",
      language,
      data: {
        kind,
        ticket: facts,
        from: mail.from ?? { name: "", address: "" },
        authentic: mail.authentic,
        text: kind === "opened" ? shownText(mail) : mail.replyText || shownText(mail),
        attachments: mail.attachments.map(({ filename, size }) => ({ filename, size })),
        leftMinutes,
        ...history,
        state: ticket.state,
      },
      replyTo: { ticketId: ticket.id, recipient: { kind: "agent", key } },
      inReplyTo: mail.messageId,
      mailboxId: ticket.mailboxId,
    });
    await noteRefused(stores, context, result, { ticketId: ticket.id, agent: key, at: toFile.now });
  }
}

/** Keys of the agents who are told of a ticket. */
export function answeringAgents(desk: Desk, ticket: Pick<Ticket, "agent" | "team">): readonly string[] {
  if (ticket.agent !== null && desk.agents[ticket.agent]) return [ticket.agent];
  const team = ticket.team === null ? undefined : desk.teams[ticket.team];
  const fallback = Object.values(desk.teams).find((one) => one.isDefault);
  return (team ?? fallback)?.members ?? [];
}

const MAX_SHOWN = 5;
const MAX_SHOWN_CHARACTERS = 2_000;
const NO_HISTORY = { history: [], olderCount: 0 } as const;

async function readHistory(stores: Stores, toFile: MailToFile, ticketId: number) {
  const { newest, count } = await stores.tickets.listNewest(ticketId, {
    exceptInboundEmailId: toFile.inboundEmailId,
    limit: MAX_SHOWN,
    // One more, by which it is known that something was cut off.
    characters: MAX_SHOWN_CHARACTERS + 1,
  });
  const history = newest.map((message) => ({
    direction: message.direction,
    by: message.from?.name || (message.from?.address ?? ""),
    at: message.sentAt,
    text: shorten(message.text),
  }));
  return { history, olderCount: count - history.length };
}

function shorten(text: string): string {
  return text.length <= MAX_SHOWN_CHARACTERS ? text : `${text.slice(0, MAX_SHOWN_CHARACTERS)}\n[…]`;
}

async function minutesLeft(
  stores: Stores,
  context: FilingContext,
  toFile: MailToFile,
  ticketId: number,
): Promise<number | null> {
  const clocks = await stores.clocks.listForTicket(ticketId);
  const waiting = clocks.find((clock) => clock.kind === "first_response" && clock.metAt === null);
  if (waiting === undefined || !["running", "paused", "breached"].includes(waiting.state)) return null;
  const elapsedMs = await createElapsedMs(context.clock, stores.clocks)([waiting], toFile.now);
  const spent = elapsedMs.get(waiting.id) ?? waiting.elapsedMs;
  return waiting.targetMinutes - Math.floor(spent / MINUTE_MS);
}
