import type { FilingPlan } from "../../domain/filing/decide-filing.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { answerWithFaults } from "./answer-agent.ts";
import { askToConfirm } from "./ask-to-confirm.ts";
import type { FilingContext } from "./filing-context.ts";
import type { MailToFile } from "./mail-to-file.ts";
import { newInboundMessage } from "./new-inbound-message.ts";
import { explainRefusal } from "./note-reason-words.ts";
import { warnOfAgentMail } from "./warn-of-agent-mail.ts";

type NotePlan = Extract<FilingPlan, { action: "keep-as-note" }> & { readonly ticket: Ticket };

/**
 * Keeps a mail that came in an agent's name but may not speak as the agent: a note on the ticket that nobody outside sees.
 * Operations and the agent are told, so that a forgery is noticed and a real agent is not left waiting; where the agent can be asked
 * whether it is theirs, they are asked instead, as often in an hour as makes no flood.
 */
export async function keepAsNote(
  stores: Stores,
  context: FilingContext,
  toFile: MailToFile,
  plan: NotePlan,
): Promise<number> {
  const { ticket, agent, writer, why } = plan;
  const isActive = writer !== null && context.desk.agents[writer]?.active === true;
  const author = writer === null ? "unknown" : "agent";
  await stores.tickets.addMessage(newInboundMessage(toFile, ticket.id, { direction: "note", author }));
  await stores.tickets.appendEvent({
    ticketId: ticket.id,
    at: toFile.receivedAt,
    type: "agent-mail-not-sent",
    actor: writer === null ? "unknown" : `agent:${writer}`,
    data: { inboundEmailId: toFile.inboundEmailId, why },
  });
  if (plan.mayBeConfirmed && agent !== null && (await askToConfirm(stores, context, toFile, { ticket, agent }))) {
    return ticket.id;
  }
  await warnOfAgentMail(stores, context, toFile, { ticket, agent, why, isToldApart: writer !== null });
  if (isActive) {
    const faults = why.map((reason) => ({ lineNumber: 1, line: "", ...explainRefusal(reason) }));
    await answerWithFaults(stores, context, toFile, { ticket, agent: writer }, faults);
  }
  return ticket.id;
}
