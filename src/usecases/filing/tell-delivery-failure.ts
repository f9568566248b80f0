import { deliveryProblem, PROBLEM_WORDS } from "../../domain/email/delivery-problem.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { queueMail } from "../queue-mail.ts";
import type { Refusal } from "../suppress-address.ts";
import type { FilingContext } from "./filing-context.ts";
import { findNoticed } from "./find-noticed.ts";
import { noteRefused } from "./note-refused.ts";
import { agentsLanguage } from "./spoken-language.ts";
import { ticketFacts } from "./ticket-facts.ts";

/** Who a report says that it is from. */
export interface Reporter {
  readonly address: string;
  readonly isProved: boolean;
}

export interface DeliveryFailure {
  readonly refusals: readonly Refusal[];
  /** Those of them that get no more mail of the desk. */
  readonly suppressed: readonly string[];
  /** The server never answered: they may have the mail all the same. */
  readonly mayHaveArrived?: boolean;
  /** Null or missing: the server that was handed the mail said so itself. */
  readonly reportedBy?: Reporter | null;
}

/**
 * Tells the agents of a ticket that an answer did not reach somebody, and why in plain words, so that they find another way; or that nobody knows
 * whether it did.
 */
export async function tellDeliveryFailure(
  stores: Stores,
  context: FilingContext,
  ticket: Ticket,
  { refusals, suppressed, mayHaveArrived = false, reportedBy = null }: DeliveryFailure,
): Promise<void> {
  const language = agentsLanguage(context.desk);
  const now = await stores.now();
  const failures = refusals.map(({ address, status, reply }) => ({
    address,
    meaning: (mayHaveArrived ? NO_ANSWER : PROBLEM_WORDS[deliveryProblem(status, reply)])[language],
    reply: reply || (status ?? ""),
    isSuppressed: suppressed.includes(address),
  }));
  for (const { agent: key, standsInFor } of await findNoticed(stores, context.desk, ticket, now)) {
    const agent = context.desk.agents[key];
    const address = agent?.addresses[0];
    if (!agent || address === undefined) continue;
    const result = await queueMail(stores, context.mail, {
      class: "notification",
      ticketId: ticket.id,
      ticketRef: ticket.ref,
      to: [{ address, name: agent.name, role: "agent" }],
      template: "delivery-failure",
      language,
      data: {
        standsInFor: standsInFor === null ? null : (context.desk.agents[standsInFor]?.name ?? standsInFor),
        ticket: await ticketFacts(stores, context.desk, ticket, language),
        failures,
        missed: missedBy(refusals),
        mayHaveArrived,
        reportedBy,
        subject: ticket.subject,
      },
      replyTo: { ticketId: ticket.id, recipient: { kind: "agent", key } },
      mailboxId: ticket.mailboxId,
    });
    await noteRefused(stores, context, result, { ticketId: ticket.id, agent: key, at: now });
  }
}

const NO_ANSWER = { da: "Serveren svarede aldrig", en: "The server never answered" } as const;

function missedBy(refusals: readonly Refusal[]): "requester" | "copy" | "unknown" {
  if (refusals.some(({ role }) => role === "requester")) return "requester";
  return refusals.some(({ role }) => role === "other") ? "unknown" : "copy";
}
