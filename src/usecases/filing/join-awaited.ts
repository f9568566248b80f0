import { findOrganisation } from "../../domain/agreement/find-organisation.ts";
import { judgeGate } from "../../domain/agreement/gate.ts";
import type { FilingPlan } from "../../domain/filing/decide-filing.ts";
import { startEarlier } from "../clock/start-earlier.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { acknowledge } from "./acknowledge.ts";
import { addPendingParticipants } from "./add-pending-participants.ts";
import { appendMail } from "./append-mail.ts";
import type { FilingContext } from "./filing-context.ts";
import type { MailToFile } from "./mail-to-file.ts";

type JoinPlan = Extract<FilingPlan, { action: "join" }> & { readonly ticket: Ticket };

/**
 * Adds a mail to the ticket that its own answer opened, or another answer to what it answers, so that the requester has one promise and one acknowledgement, as if both had been filed in their
 * order: the promise begins where the earlier of them came, and what the first could not be acknowledged for, this one may be.
 */
export async function joinAwaited(
  stores: Stores,
  context: FilingContext,
  toFile: MailToFile,
  plan: JoinPlan,
): Promise<number> {
  const { ticket, ticketId } = plan;
  await startEarlier(stores, context.clock, ticket, { startedAt: toFile.receivedAt, at: toFile.now });
  await addPendingParticipants(stores, context, toFile, ticketId);
  const [acknowledged] = await stores.outbox.list({ ticketId, class: "acknowledgement", limit: 1 });
  if (acknowledged === undefined) await acknowledgeNow(stores, context, toFile, plan);
  return await appendMail(stores, context, toFile, { ...plan, around: null, joinedBy: plan.evidence });
}

async function acknowledgeNow(
  stores: Stores,
  context: FilingContext,
  toFile: MailToFile,
  { ticket, acknowledging }: JoinPlan,
): Promise<void> {
  const organisation = findOrganisation(context.desk, ticket.requester.address);
  const clocks = await stores.clocks.listForTicket(ticket.id);
  const first = clocks.find(({ kind, state }) => kind === "first_response" && state !== "cancelled");
  await acknowledge(stores, context, toFile, {
    ticket,
    promisedAt: first?.metAt === null ? first.deadlineAt : null,
    verdict: judgeGate(context.desk, organisation, ticket.openedAt),
    acknowledging,
  });
}
