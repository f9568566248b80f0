import type { FilingPlan } from "../../domain/filing/decide-filing.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { answerWithFaults } from "./answer-agent.ts";
import type { FilingContext } from "./filing-context.ts";
import { handleAgentMail } from "./handle-agent-mail.ts";
import type { MailToFile } from "./mail-to-file.ts";
import { newInboundMessage } from "./new-inbound-message.ts";

type HeldPlan = Extract<FilingPlan, { action: "carry-out-held" }> & { readonly ticket: Ticket };

/**
 * The agent confirmed: the held mail is read again and handled as a proved one, in the transaction that uses the confirmation up. The
 * confirming mail stays a note; its own words go nowhere.
 */
export async function carryOutHeld(
  stores: Stores,
  context: FilingContext,
  toFile: MailToFile,
  plan: HeldPlan,
): Promise<number> {
  const { ticket, agent, inboundEmailId } = plan;
  const from = { ticket, agent };
  const held = await readHeld(stores, toFile, plan);
  await stores.tickets.addMessage(newInboundMessage(toFile, ticket.id, { direction: "note", author: "agent" }));
  await stores.tickets.appendEvent({
    ticketId: ticket.id,
    at: toFile.now,
    type: "agent-mail-confirmed",
    actor: `agent:${agent}`,
    data: { inboundEmailId, confirmedBy: toFile.inboundEmailId },
  });
  if (await isDone(stores, ticket, held)) await answerWithFaults(stores, context, held, from, [DONE_BEFORE]);
  else await handleAgentMail(stores, context, held, from);
  return ticket.id;
}

/** By another copy of it, which was proved or confirmed too. */
async function isDone(stores: Stores, ticket: Ticket, { mail, inboundEmailId }: MailToFile): Promise<boolean> {
  if (mail.messageId === null) return false;
  const copy = { messageId: mail.messageId, from: mail.sender.address };
  if ((await stores.tickets.findSentAnswer(ticket.id, copy)) !== null) return true;
  return (await stores.inbound.findOrdered(copy, inboundEmailId)) !== null;
}

/** As if it had come now: what it promises, and how long `#undo` can stop it, count from here. */
async function readHeld(stores: Stores, toFile: MailToFile, plan: HeldPlan): Promise<MailToFile> {
  const by = { at: toFile.now, inboundEmailId: toFile.inboundEmailId };
  const confirmation = await stores.confirmations.lock(plan.confirmationId);
  const bytes = confirmation === null ? null : await stores.confirmations.readHeld(confirmation);
  const isUsed = bytes !== null && (await stores.confirmations.use(plan.confirmationId, by));
  if (bytes === null || !isUsed) throw new Error("a locked confirmation changed under its lock");
  const read = await toFile.readAgain(bytes);
  if (read === null) throw new Error("a held mail that was read once cannot be read again");
  return { ...toFile, ...read, inboundEmailId: plan.inboundEmailId };
}

const DONE_BEFORE = {
  lineNumber: 1,
  line: "",
  da: "Mailen er allerede udført. Intet blev sendt eller gjort igen.",
  en: "The mail was carried out already. Nothing was sent or done again.",
} as const;
