import type { Desk } from "../../domain/desk/desk.ts";
import { isOfDesk } from "../../domain/desk/is-of-desk.ts";
import type { BouncedRecipient } from "../../domain/email/mail-understanding.ts";
import { answerName } from "../answer-name.ts";
import { revokeAnswer } from "../clock/revoke-answer.ts";
import { lockFollowingMerges } from "../follow-merges.ts";
import type { OutboxMail } from "../ports/outbox-store.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { type Refusal, suppressDeadAddresses } from "../suppress-address.ts";
import type { FilingContext } from "./filing-context.ts";
import type { MailToFile } from "./mail-to-file.ts";
import { newInboundMessage } from "./new-inbound-message.ts";
import { type Reporter, tellDeliveryFailure } from "./tell-delivery-failure.ts";
import { tellOfUnreached } from "./tell-of-unreached.ts";

/**
 * A delivery report about a mail of ours, proved by its Message-ID: its recipients are marked as failed, those that do not exist are suppressed,
 * but for a requester where others know that id too, and an answer that did not reach the requester no longer counts as one (sla.md, `revoke`).
 * The agents are told. A report of a delay, and one that says what is known already, is recorded and does nothing; one about an address that the
 * mail was passed on to is told and no more.
 */
export async function recordBounce(
  stores: Stores,
  context: FilingContext,
  toFile: MailToFile,
  outboxId: number,
): Promise<number | null> {
  const found = await stores.outbox.find(outboxId);
  if (found === null) return null;
  // A digest, or a list of open tickets: there is no history to tell it in, and no answer to revoke.
  if (found.ticketId === null) {
    const refusals = newRefusals(toFile, found);
    await markFailed(stores, context, found, refusals);
    await suppressDeadAddresses(stores, context.desk, refusals);
    return null;
  }
  const ticket = await lockFollowingMerges(stores, found.ticketId);
  if (ticket === null) return null;
  // Read anew behind the lock: the same report may have come twice.
  const outbound = (await stores.outbox.find(outboxId)) ?? found;
  const refusals = newRefusals(toFile, outbound);
  const strangers = await newStrangers(stores, toFile, { ticket, outbound });
  await stores.tickets.addMessage(newInboundMessage(toFile, ticket.id, { direction: "inbound", author: "unknown" }));
  await stores.tickets.appendEvent({
    ticketId: ticket.id,
    at: toFile.receivedAt,
    type: isOnlyLate(toFile) ? "delivery-delayed" : "bounced",
    actor: "unknown",
    data: { inboundEmailId: toFile.inboundEmailId, outboxId, addresses: refusals.map((one) => one.address), strangers },
  });
  await carryOut(stores, context, toFile, { ticket, outbound, refusals });
  await tellOfStrangers(stores, context, toFile, { ticket, outbound, strangers });
  return ticket.id;
}

interface Bounced {
  readonly ticket: Ticket;
  readonly outbound: OutboxMail;
  readonly refusals: readonly Refusal[];
}

async function carryOut(
  stores: Stores,
  context: FilingContext,
  toFile: MailToFile,
  { ticket, outbound, refusals }: Bounced,
): Promise<void> {
  await markFailed(stores, context, outbound, refusals);
  const believed = (await othersKnow(stores, context.desk, { ticket, outbound }))
    ? refusals.filter(({ role }) => role !== "requester")
    : refusals;
  const suppressed = await suppressDeadAddresses(stores, context.desk, believed);
  if (outbound.class !== "reply" || refusals.length === 0) return;
  if (refusals.some((one) => one.role === "requester")) {
    const { at, answer } = { at: toFile.receivedAt, answer: answerName(outbound.id) };
    // The answer counted where the ticket lived when it was sent.
    for (const id of new Set([outbound.ticketId ?? ticket.id, ticket.id])) {
      await revokeAnswer(stores, context.clock, id, { at, answer });
    }
  }
  await tellDeliveryFailure(stores, context, ticket, { refusals, suppressed, reportedBy: reporterOf(toFile) });
}

/**
 * Whoever is in copy, of our mail or of the requester's, has the id that proves a report (threat T10): they must not be able to keep the next answer
 * from the requester.
 */
async function othersKnow(
  stores: Stores,
  desk: Desk,
  { ticket, outbound }: Omit<Bounced, "refusals">,
): Promise<boolean> {
  if (outbound.recipients.some(({ role }) => role === "participant")) return true;
  const participants = await stores.tickets.listParticipants(ticket.id);
  if (participants.some(({ state }) => state !== "requester")) return true;
  const addressees = await stores.tickets.listAddressees(ticket.id);
  return addressees.some((address) => !isOfDesk(desk, address) && address !== ticket.requester.address.toLowerCase());
}

function reporterOf({ mail }: MailToFile): Reporter {
  return { address: mail.from?.address ?? "", isProved: mail.authentic };
}

async function markFailed(
  stores: Stores,
  context: FilingContext,
  outbound: OutboxMail,
  refusals: readonly Refusal[],
): Promise<void> {
  for (const { address, reply, status } of refusals) {
    await stores.outbox.recordBounce(outbound.id, address, reply || (status ?? "bounced"));
  }
  await tellOfUnreached(stores, context, outbound, refusals);
}

const MAX_STRANGERS = 5;

/**
 * Addresses that the mail was not sent to and that did not get it: a recipient's own server passed it on. That is told once a mail, and proves
 * nothing against anybody.
 */
async function newStrangers(
  stores: Stores,
  toFile: MailToFile,
  { ticket, outbound }: Pick<Bounced, "ticket" | "outbound">,
): Promise<readonly string[]> {
  const ours = outbound.recipients.map(({ address }) => address.toLowerCase());
  const strangers = failedIn(toFile)
    .map(({ address }) => address)
    .filter((address) => address.includes("@") && !ours.includes(address.toLowerCase()));
  if (outbound.class !== "reply" || strangers.length === 0) return [];
  const events = await stores.tickets.listEvents(ticket.id);
  const isTold = events.some(
    ({ type, data }) =>
      type === "bounced" && data.outboxId === outbound.id && Array.isArray(data.strangers) && data.strangers.length > 0,
  );
  return isTold ? [] : strangers.slice(0, MAX_STRANGERS);
}

async function tellOfStrangers(
  stores: Stores,
  context: FilingContext,
  toFile: MailToFile,
  { ticket, strangers }: Pick<Bounced, "ticket" | "outbound"> & { readonly strangers: readonly string[] },
): Promise<void> {
  if (strangers.length === 0) return;
  const refusals = failedIn(toFile)
    .filter(({ address }) => strangers.includes(address))
    .map((report) => toRefusal(report, { address: report.address, role: "other" }));
  await tellDeliveryFailure(stores, context, ticket, { refusals, suppressed: [], reportedBy: reporterOf(toFile) });
}

function failedIn({ mail }: MailToFile): readonly BouncedRecipient[] {
  return (mail.bounce?.recipients ?? []).filter((one) => one.action === "failed");
}

function isOnlyLate({ mail }: MailToFile): boolean {
  const recipients = mail.bounce?.recipients ?? [];
  return recipients.length > 0 && recipients.every(({ action }) => action === "delayed");
}

// A report may name anybody: only those whom the mail was sent to can have failed, and each of them once.
// Servers report an address in their own case, and the domain as it was mailed: ours is the row of the outbox.
function newRefusals(toFile: MailToFile, outbound: OutboxMail): Refusal[] {
  const reported = failedIn(toFile);
  return outbound.recipients.flatMap(({ address, role, state }) => {
    const report = reported.find((one) => one.address.toLowerCase() === address.toLowerCase());
    return report === undefined || state === "failed" ? [] : [toRefusal(report, { address, role })];
  });
}

function toRefusal({ status, diagnostic }: BouncedRecipient, recipient: Pick<Refusal, "address" | "role">): Refusal {
  return { ...recipient, status, reply: diagnostic ?? "" };
}
