import type { AuditActor } from "../domain/audit/audit-event.ts";
import { isOpen } from "../domain/outbound/after-attempt.ts";
import type { Instant } from "../domain/time/instant.ts";
import { isListed } from "./list-outbox.ts";
import type { OutboxMail, OutboxOutcome, OutboxRecipient, OutboxState } from "./ports/outbox-store.ts";
import type { Stores } from "./ports/unit-of-work.ts";

/** `sent`: it did arrive. `resend`: send the same bytes again, now, to who has not got them. `drop`: never. */
export const OUTBOX_RESOLUTIONS = ["sent", "resend", "drop"] as const;
export type OutboxResolution = (typeof OUTBOX_RESOLUTIONS)[number];

/** Whether a person may decide about a mail: as `lockToResolve`, and of none that no list shows. */
export function isResolvable(mail: Pick<OutboxMail, "state" | "class">): boolean {
  const { state } = mail;
  return isListed(mail) && state !== "sending" && state !== "sent" && state !== "cancelled";
}

export type ResolveOutboxResult =
  | { readonly kind: "resolved"; readonly state: OutboxMail["state"] }
  /** It is being sent, sent or cancelled already; null: there is no such mail, or none that lists show. */
  | { readonly kind: "not-resolvable"; readonly state: OutboxState | null };

export interface ResolveServices {
  readonly onReplySent: (stores: Stores, mail: OutboxMail, acceptedAt: Instant) => Promise<void>;
}

export interface OutboxDecision {
  readonly id: number;
  readonly resolution: OutboxResolution;
  /** Who stands in the ticket's history. */
  readonly actor: string;
  /** The same, as the audit trail names them. */
  readonly by: AuditActor;
}

/**
 * A person decides about a mail that the desk could not (uncertain, failed) or that still waits, in the transaction of these stores. Goes into the
 * ticket's history and the audit trail. A reply declared sent meets the promise at the instant of the declaration: nobody knows an earlier one.
 */
export async function resolveOutbox(
  stores: Stores,
  services: ResolveServices,
  { id, resolution, actor, by }: OutboxDecision,
): Promise<ResolveOutboxResult> {
  const mail = await stores.outbox.lockToResolve(id);
  if (mail === null || !isListed(mail)) return { kind: "not-resolvable", state: await listedState(stores, id) };
  const now = await stores.now();
  const outcome = outcomeOf(mail, resolution, now);
  await stores.outbox.resolve(id, outcome);
  if (mail.ticketId !== null) {
    const data = { outboxId: id, messageId: mail.messageId, from: mail.state, resolution };
    await stores.tickets.appendEvent({ ticketId: mail.ticketId, at: now, type: "delivery-resolved", actor, data });
  }
  const isNewlySent =
    resolution === "sent" && mail.recipients.some((it) => it.role === "requester" && it.state !== "sent");
  if (isNewlySent && mail.class === "reply") await services.onReplySent(stores, mail, now);
  const subject = { kind: "outbox", id: String(id) };
  stores.audit.record({ actor: by, action: "outbox.resolved", subject, detail: { deed: resolution } });
  return { kind: "resolved", state: outcome.state };
}

async function listedState({ outbox }: Stores, id: number): Promise<OutboxState | null> {
  const mail = await outbox.find(id);
  return mail !== null && isListed(mail) ? mail.state : null;
}

function outcomeOf(mail: OutboxMail, resolution: OutboxResolution, now: Instant): OutboxOutcome {
  const note = { lastError: null, nextAt: null, sentAt: null };
  if (resolution === "sent") {
    return { ...note, state: "sent", sentAt: now, recipients: mail.recipients.map((it) => ({ ...it, state: "sent" })) };
  }
  if (resolution === "drop") {
    return {
      ...note,
      state: "cancelled",
      recipients: mail.recipients.map((it) => (isOpen(it) ? { ...it, state: "cancelled" } : it)),
    };
  }
  return { ...note, state: "queued", nextAt: now, recipients: mail.recipients.map(queuedAgain) };
}

function queuedAgain(recipient: OutboxRecipient): OutboxRecipient {
  return recipient.state === "sent" ? recipient : { ...recipient, state: "queued", reply: null };
}
