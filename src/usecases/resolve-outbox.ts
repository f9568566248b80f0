import { isOpen } from "../domain/outbound/after-attempt.ts";
import type { Instant } from "../domain/time/instant.ts";
import type { OutboxMail, OutboxOutcome, OutboxRecipient } from "./ports/outbox-store.ts";
import type { Stores, UnitOfWork } from "./ports/unit-of-work.ts";

/** `sent`: it did arrive. `resend`: send the same bytes again, now, to who has not got them. `drop`: never. */
export const OUTBOX_RESOLUTIONS = ["sent", "resend", "drop"] as const;
export type OutboxResolution = (typeof OUTBOX_RESOLUTIONS)[number];

export type ResolveOutboxResult =
  | { readonly kind: "resolved"; readonly state: OutboxMail["state"] }
  /** No such row, or it is being sent, sent or cancelled already. */
  | { readonly kind: "not-resolvable" };

/**
 * A person decides about a mail that the desk could not (uncertain, failed) or that still waits. Goes into the ticket's history. A reply
 * declared sent meets the promise at the instant of the declaration: nobody knows an earlier one.
 */
export async function resolveOutbox(
  services: {
    readonly unitOfWork: UnitOfWork;
    readonly onReplySent: (stores: Stores, mail: OutboxMail, acceptedAt: Instant) => Promise<void>;
  },
  id: number,
  resolution: OutboxResolution,
): Promise<ResolveOutboxResult> {
  return services.unitOfWork.transaction(async (stores) => {
    const mail = await stores.outbox.lockToResolve(id);
    if (mail === null) return { kind: "not-resolvable" };
    const now = await stores.now();
    const outcome = outcomeOf(mail, resolution, now);
    await stores.outbox.resolve(id, outcome);
    if (mail.ticketId !== null) {
      const data = { outboxId: id, messageId: mail.messageId, from: mail.state, resolution };
      await stores.tickets.appendEvent({
        ticketId: mail.ticketId,
        at: now,
        type: "delivery-resolved",
        actor: "ops",
        data,
      });
    }
    const isNewlySent =
      resolution === "sent" && mail.recipients.some((it) => it.role === "requester" && it.state !== "sent");
    if (isNewlySent && mail.class === "reply") await services.onReplySent(stores, mail, now);
    return { kind: "resolved", state: outcome.state };
  });
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
