import type { StepKind } from "./plan-ladder.ts";

/** Above which rate, and how late, alerts are gathered in a digest (desk.yaml, `desk.alerts`). */
export interface AlertLimits {
  /** So many alerts a minute to one recipient are mails of their own; 0: none ever is. */
  readonly mailsAMinute: number;
  /** An alert later than so many minutes is no longer worth a mail of its own. */
  readonly usefulMinutes: number;
}

export interface AlertOccasion {
  readonly kind: StepKind;
  /** Minutes of real time between the instant at which the step was due and now. */
  readonly lateMinutes: number;
  /** The promise is broken already. */
  readonly isBreached: boolean;
  /** Alerts recorded for this recipient within the last minute, this one not among them. */
  readonly recentAlerts: number;
}

/**
 * Whether an alert is a mail of its own or a line of the recipient's next digest (sla.md, firing): above the rate, when it
 * is older than its usefulness, and when it warns of a deadline that has passed, as after downtime.
 */
export function decideAlertDelivery(occasion: AlertOccasion, limits: AlertLimits): "mail" | "digest" {
  if (occasion.kind === "warning" && occasion.isBreached) return "digest";
  if (occasion.lateMinutes > limits.usefulMinutes) return "digest";
  return occasion.recentAlerts < limits.mailsAMinute ? "mail" : "digest";
}
