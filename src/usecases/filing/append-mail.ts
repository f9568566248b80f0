import type { FilingPlan, JoinEvidence } from "../../domain/filing/decide-filing.ts";
import { disputesLevel, type LevelDispute } from "../../domain/filing/disputes-level.ts";
import type { PauseReason } from "../../domain/sla/clock-event.ts";
import { instant } from "../../domain/time/instant.ts";
import { endPauses } from "../clock/end-pauses.ts";
import { lockStandingClocks } from "../clock/lock-standing-clocks.ts";
import { reopenClocks } from "../clock/reopen-clocks.ts";
import { startNextResponse } from "../clock/start-next-response.ts";
import type { StoredClock } from "../ports/clock-store.ts";
import type { Author, Ticket } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { closeForRequester, closesOwnTicket } from "./close-for-requester.ts";
import type { FilingContext } from "./filing-context.ts";
import type { MailToFile } from "./mail-to-file.ts";
import { newInboundMessage } from "./new-inbound-message.ts";
import { notifyAgents } from "./notify-agents.ts";
import { type AroundTicket, readAroundTicket } from "./read-around-ticket.ts";
import { recordAnswers } from "./record-answers.ts";

type AppendPlan = Omit<Extract<FilingPlan, { action: "append" }>, "action"> & {
  readonly ticket: Ticket;
  /** Null where it is not read yet, or something was written since. */
  readonly around: AroundTicket | null;
  /** How it joined a ticket that it names no mail of. */
  readonly joinedBy?: JoinEvidence;
};

/** Adds a person's mail to its ticket: the agents are told, a waiting or ended ticket lives again, and the clocks go on. */
export async function appendMail(
  stores: Stores,
  context: FilingContext,
  toFile: MailToFile,
  plan: AppendPlan,
): Promise<number> {
  const { ticket, ticketId } = plan;
  const author = await authorOf(stores, toFile, ticket);
  await stores.tickets.addMessage(newInboundMessage(toFile, ticketId, { direction: "inbound", author }));
  // Whoever holds the address may write to the ticket; what is sent from it reaches participants only.
  if (author === "unknown" && toFile.mail.sender.status === "usable") {
    await stores.tickets.addParticipant(ticketId, toFile.mail.sender.address, "pending");
  }
  await stores.tickets.appendEvent({
    ticketId,
    at: toFile.receivedAt,
    type: "message-received",
    actor: author,
    data: { inboundEmailId: toFile.inboundEmailId, reopening: plan.reopening },
  });
  if (closesOwnTicket(toFile, author)) {
    await closeForRequester(stores, context, toFile, ticket);
    return ticketId;
  }
  const { open, clocks, watchers } = plan.around ?? (await readAroundTicket(stores, ticketId));
  // "Ja tak" is thanks by its words, and an answer where something was asked.
  const answering = await recordAnswers(stores, context, toFile, { ticket, author, open });
  const isAnswer = answering.recorded !== null;
  if (!isAnswer && (toFile.mail.isShortThanks || plan.reopening === "store")) return ticketId;
  const revived = await revive(stores, context, toFile, { ticket, clocks, ended: answering.ended });
  const dispute = await findDispute(stores, context, toFile, { ticket, author });
  await notifyAgents(stores, context, toFile, revived, {
    kind: "message",
    watchers,
    answering,
    dispute,
    joinedBy: plan.joinedBy ?? null,
  });
  return ticketId;
}

async function authorOf(stores: Stores, toFile: MailToFile, ticket: Ticket): Promise<Author> {
  const { sender } = toFile.mail;
  if (sender.status !== "usable") return "unknown";
  if (sender.address === ticket.requester.address) return "requester";
  const participants = await stores.tickets.listParticipants(ticket.id);
  return participants.some((one) => one.address === sender.address && one.state === "admitted")
    ? "participant"
    : "unknown";
}

/** An agent decides, told of it by the notice: a customer's word alone moves no clock. */
async function findDispute(
  stores: Stores,
  { desk }: FilingContext,
  { mail, receivedAt, inboundEmailId }: MailToFile,
  { ticket, author }: { ticket: Ticket; author: Author },
): Promise<LevelDispute | null> {
  if (author !== "requester" && author !== "participant") return null;
  const dispute = disputesLevel(desk.levels, ticket.level, mail.replyText);
  if (dispute === null) return null;
  const data = { level: ticket.level, wanted: dispute.wanted, inboundEmailId };
  await stores.tickets.appendEvent({
    ticketId: ticket.id,
    at: receivedAt,
    type: "level-disputed",
    actor: author,
    data,
  });
  return dispute;
}

async function revive(
  stores: Stores,
  context: FilingContext,
  toFile: MailToFile,
  {
    ticket,
    ...about
  }: { readonly ticket: Ticket; readonly clocks: readonly StoredClock[]; readonly ended: readonly PauseReason[] },
): Promise<Ticket> {
  let { clocks } = about;
  // What came before an end, and was filed after it, was not heard until then.
  const at = instant(Math.max(toFile.receivedAt, ticket.closedAt ?? 0, ticket.resolvedAt ?? 0));
  if (ticket.state === "resolved" || ticket.state === "closed") {
    await stores.tickets.change(ticket.id, { state: "open", resolvedAt: null, closedAt: null });
    await reopenClocks(stores, context.clock, ticket.id, { at });
    clocks = await lockStandingClocks(stores, ticket.id);
    await stores.tickets.appendEvent({ ticketId: ticket.id, at, type: "reopened", actor: "requester", data: {} });
  }
  if (ticket.state === "waiting") await stores.tickets.change(ticket.id, { state: "open" });
  await endPauses(stores, context.clock, ticket.id, { at, clocks, reasons: about.ended });
  await startNextResponse(stores, context.clock, ticket, { at, clocks });
  return ticket.state === "new" ? ticket : { ...ticket, state: "open" };
}
