import type { Desk } from "../../domain/desk/desk.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { queueMail } from "../queue-mail.ts";
import type { FilingContext } from "./filing-context.ts";
import type { MailToFile } from "./mail-to-file.ts";
import { agentsLanguage } from "./spoken-language.ts";
import { ticketFacts } from "./ticket-facts.ts";

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
  const [facts, notes] = await Promise.all([ticketFacts(stores, desk, ticket, language), notesOf(stores, ticket.id)]);
  for (const key of agents) {
    const agent = desk.agents[key];
    const address = agent?.addresses[0];
    if (!agent || address === undefined) continue;
    await queueMail(stores, context.mail, {
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
        text: kind === "opened" ? mail.text : mail.replyText || mail.text,
        attachments: mail.attachments.map(({ filename, size }) => ({ filename, size })),
        notes,
      },
      replyTo: { ticketId: ticket.id, recipient: { kind: "agent", key } },
      inReplyTo: mail.messageId,
      mailboxId: ticket.mailboxId,
    });
  }
}

/** Keys of the agents who are told of a ticket. */
export function answeringAgents(desk: Desk, ticket: Pick<Ticket, "agent" | "team">): readonly string[] {
  if (ticket.agent !== null && desk.agents[ticket.agent]) return [ticket.agent];
  const team = ticket.team === null ? undefined : desk.teams[ticket.team];
  const fallback = Object.values(desk.teams).find((one) => one.isDefault);
  return (team ?? fallback)?.members ?? [];
}

async function notesOf(stores: Stores, ticketId: number) {
  const messages = await stores.tickets.listMessages(ticketId);
  return messages
    .filter((message) => message.direction === "note" && message.author === "agent")
    .map((note) => ({ by: note.from?.name || (note.from?.address ?? ""), at: note.sentAt, text: note.replyText }));
}
