import type { AlertData } from "../outbound/mail-facts.ts";
import type { StepKind } from "../sla/plan-ladder.ts";
import type { Instant } from "../time/instant.ts";

/** An alert as a webhook tells it. Of the customer's own words only the subject is ever told on. */
export interface WebhookAlert {
  readonly kind: StepKind;
  /** When the step was due: earlier than `data.firedAt` only after downtime. */
  readonly dueAt: Instant;
  readonly data: AlertData;
  /** Where the ticket can be read; null when the desk has no address of its own. */
  readonly url: string | null;
}

/** Working minutes left until the target; 0 once it is reached. */
export function minutesLeft({ data: { account } }: WebhookAlert): number {
  return Math.max(0, account.targetMinutes - account.countedMinutes);
}

/** Working minutes past the target; at a step after downtime more than the step itself says. */
export function minutesOver({ data: { account, overdueMinutes } }: WebhookAlert): number {
  return Math.max(0, overdueMinutes, account.countedMinutes - account.targetMinutes);
}
