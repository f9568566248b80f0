import { type DecidedFiling, decideFiling, type FilingPlan } from "../../domain/filing/decide-filing.ts";
import { followCanaryMail } from "../canary/follow-canary-mail.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { answerStatus } from "./answer-status.ts";
import { appendMail } from "./append-mail.ts";
import { carryOutHeld } from "./carry-out-held.ts";
import type { FilingContext } from "./filing-context.ts";
import { followNames, type LookedFor } from "./follow-names.ts";
import { type GatheredFacts, gatherFacts } from "./gather-facts.ts";
import { handleAgentMail } from "./handle-agent-mail.ts";
import { joinAwaited } from "./join-awaited.ts";
import { keepAsNote } from "./keep-as-note.ts";
import type { MailToFile } from "./mail-to-file.ts";
import { openTicket } from "./open-ticket.ts";
import { recordAutomaticMail } from "./record-automatic-mail.ts";
import { recordBounce } from "./record-bounce.ts";
import { recordDelivered } from "./record-delivered.ts";
import { returnToAgent } from "./return-to-agent.ts";

/** `ticketId`: the ticket that the mail is on, if any. `lookedFor`: null where it is of no requester. */
export type FiledMail = DecidedFiling & { readonly ticketId: number | null; readonly lookedFor: LookedFor | null };

/**
 * Files one mail: facts, one pure decision, everything that the decision causes, and the record of it, all in the caller's
 * transaction. Throws when something could not be stored; then nothing of it is true.
 */
export async function fileMail(stores: Stores, context: FilingContext, toFile: MailToFile): Promise<FiledMail> {
  const gathered = await gatherFacts(stores, context, toFile);
  const decided = decideFiling(gathered.facts);
  const isLifted = await liftSuppression(stores, toFile, decided, gathered);
  const ticketId = await carryOut(stores, context, toFile, decided, gathered);
  const lookedFor =
    ticketId === null ? null : await followNames(stores, toFile, decided.plan, { ...gathered, ticketId });
  if (isLifted && ticketId !== null) {
    await stores.tickets.appendEvent({
      ticketId,
      at: toFile.now,
      type: "suppression-lifted",
      actor: "desk",
      data: {},
    });
  }
  await stores.inbound.recordFiling({
    inboundEmailId: toFile.inboundEmailId,
    decision: decided.decision,
    reasons: decided.reasons,
    facts: { ...gathered.facts },
    kind: toFile.mail.kind,
    ticketId,
    duplicateOf: gathered.facts.duplicateOf,
    headers: {
      fingerprint: toFile.mail.fingerprint,
      messageId: toFile.mail.messageId,
      sender: toFile.mail.from?.address ?? null,
      subject: toFile.mail.subject,
    },
  });
  return { ...decided, ticketId, lookedFor };
}

const PERSONS: readonly FilingPlan["action"][] = ["open", "append", "join", "answer-status"];

/**
 * Whoever writes from an address has it: a person's mail lifts its suppression, proved or not. A forger gains one more try to reach an address that
 * does not exist, which suppresses it again; a customer whose domain proves nothing would else be cut off for good.
 */
async function liftSuppression(
  stores: Stores,
  { mail }: MailToFile,
  { plan }: DecidedFiling,
  { isSenderSuppressed }: GatheredFacts,
): Promise<boolean> {
  const isPersons = PERSONS.includes(plan.action);
  if (!isSenderSuppressed || !isPersons || mail.sender.status !== "usable") return false;
  return await stores.suppressions.lift(mail.sender.address);
}

/** Gives the ticket that the mail is on, if any. */
async function carryOut(
  stores: Stores,
  context: FilingContext,
  toFile: MailToFile,
  decided: DecidedFiling,
  gathered: GatheredFacts,
): Promise<number | null> {
  const { plan } = decided;
  const { ticket } = gathered;
  switch (plan.action) {
    case "record-duplicate":
      return gathered.duplicateTicketId;
    case "follow-canary":
      await followCanaryMail(stores, context, toFile, plan);
      return null;
    case "record":
      return await recordAutomaticMail(stores, toFile, plan.ticketId);
    case "record-delivery":
      await recordDelivered(stores, toFile, plan.outboxId);
      return await recordAutomaticMail(stores, toFile, plan.ticketId);
    case "record-bounce":
      await recordDelivered(stores, toFile, plan.outboxId);
      return await recordBounce(stores, context, toFile, plan.outboxId);
    case "agent-mail":
      return await handleAgentMail(stores, context, toFile, { ticket: found(ticket), agent: plan.agent });
    case "carry-out-held":
      return await carryOutHeld(stores, context, toFile, { ...plan, ticket: found(ticket) });
    case "keep-as-note":
      return await keepAsNote(stores, context, toFile, { ...plan, ticket: found(ticket) });
    case "return-to-agent":
      await returnToAgent(stores, context, toFile, plan.agent);
      return null;
    case "answer-status":
      await answerStatus(stores, context, toFile);
      return null;
    case "append":
      return await appendMail(stores, context, toFile, {
        ...{ ...plan, around: gathered.around },
        ticket: related(found(ticket), gathered),
      });
    case "join":
      return await joinAwaited(stores, context, toFile, { ...plan, ticket: related(found(ticket), gathered) });
    case "open":
      return await openTicket(stores, context, toFile, plan);
  }
}

/** As it is to be once `followNames` has tied it to those on which the mail was named. */
function related(ticket: Ticket, { namedOnIds }: GatheredFacts): Ticket {
  return { ...ticket, relatedTicketId: ticket.relatedTicketId ?? namedOnIds[0] ?? null };
}

function found(ticket: Ticket | null): Ticket {
  if (ticket === null) throw new Error("the ticket is gone inside its own transaction");
  return ticket;
}
