import type { GateVerdict } from "../../domain/agreement/gate.ts";
import type { Organisation } from "../../domain/desk/organisation.ts";
import { resolveRecipients } from "../../domain/desk/resolve-recipients.ts";
import type { Instant } from "../../domain/time/instant.ts";
import { localDateAt } from "../../domain/time/local-date-at.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { queueMail } from "../queue-mail.ts";
import type { FilingContext } from "./filing-context.ts";
import { noteRefused } from "./note-refused.ts";
import { agentsLanguage } from "./spoken-language.ts";
import { ticketFacts } from "./ticket-facts.ts";

export interface UnservedRequest {
  readonly ticket: Ticket;
  readonly organisation: Organisation | null;
  readonly verdict: GateVerdict;
  readonly now: Instant;
}

/**
 * Tells the account manager of an organisation (operations, where it has none) that somebody wrote for it without a valid agreement, and how to
 * accept the ticket all the same. Of a sender who belongs to no organisation the notice to the agents says enough.
 */
export async function tellOfUnserved(
  stores: Stores,
  context: FilingContext,
  { ticket, organisation, verdict, now }: UnservedRequest,
): Promise<void> {
  if (verdict === "served" || verdict === "noOrganisation" || organisation === null) return;
  const { desk } = context;
  const language = agentsLanguage(desk);
  const facts = await ticketFacts(stores, desk, ticket, language);
  const alerted = { ...ticket, requesterAddress: ticket.requester.address, day: localDateAt(now, desk.desk.zone) };
  const recipients = resolveRecipients(desk, alerted, [{ kind: "role", role: "accountManager" }]);
  for (const { address, agent, standsInFor } of recipients) {
    const result = await queueMail(stores, context.mail, {
      class: "alert",
      ticketId: ticket.id,
      ticketRef: ticket.ref,
      to: [{ address, role: agent === null ? "ops" : "agent" }],
      template: "unserved-request",
      language,
      data: {
        ticket: facts,
        organisation: organisation.name,
        verdict,
        agreement: organisation.agreement,
        standsInFor: standsInFor === null ? null : (desk.agents[standsInFor]?.name ?? standsInFor),
        mayAnswer: agent !== null,
      },
      replyTo: agent === null ? null : { ticketId: ticket.id, recipient: { kind: "agent", key: agent } },
      mailboxId: ticket.mailboxId,
    });
    await noteRefused(stores, context, result, { ticketId: ticket.id, agent: agent ?? "ops", at: now });
  }
}
