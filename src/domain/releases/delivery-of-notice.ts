import type { LeftOutReason } from "./judge-organisation.ts";

/**
 * How far the notice to one address got. `planned`: not in the outbox yet. `sent`: the server that the desk sends by took it. `delivered`: a report
 * proved that the recipient's own server has it. `bounced`: it was taken, and came back. `failed`: it was refused, tried in vain for too long, or
 * dropped by hand. `uncertain`: nobody knows, and it is not sent again by itself.
 */
export const NOTICE_STATES = [
  "planned",
  "queued",
  "sent",
  "delivered",
  "bounced",
  "failed",
  "uncertain",
  "left-out",
] as const;

export type NoticeState = (typeof NOTICE_STATES)[number];

/** What is stored of one notice: its row in the outbox and its recipient there; null before it is queued. */
export interface NoticeRow {
  readonly leftOut: LeftOutReason | null;
  readonly mail: {
    readonly state: "queued" | "sending" | "sent" | "deferred" | "failed" | "uncertain" | "held" | "cancelled";
    readonly recipient: "queued" | "sent" | "deferred" | "failed" | "cancelled";
    readonly isDelivered: boolean;
  } | null;
}

/** A bounce is the stronger word: what came back after all is not delivered. */
export function deliveryOfNotice({ leftOut, mail }: NoticeRow): NoticeState {
  if (leftOut !== null) return "left-out";
  if (mail === null) return "planned";
  if (mail.recipient === "failed") return mail.state === "sent" ? "bounced" : "failed";
  if (mail.state === "failed" || mail.state === "cancelled" || mail.recipient === "cancelled") return "failed";
  if (mail.isDelivered) return "delivered";
  if (mail.state === "sent") return "sent";
  return mail.state === "uncertain" ? "uncertain" : "queued";
}
