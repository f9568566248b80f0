import { oneLine } from "../outbound/one-line.ts";
import type { StepKind } from "../sla/plan-ladder.ts";
import { formatInstant } from "../time/instant.ts";
import { minutesLeft, minutesOver, type WebhookAlert } from "./webhook-alert.ts";

/** The event types of Standard Webhooks, one a kind of step. A type always has the same fields. */
export type WebhookEvent = `alert.${StepKind}`;

const MAX_SUBJECT = 1000;

/** The payload of Standard Webhooks: `type`, `timestamp` and `data` with everything the alert's mail counts. Lengths are whole minutes. */
export function standardPayload(alert: WebhookAlert): object {
  const { ticket, promise, deadline, firedAt, lateMinutes, account } = alert.data;
  return {
    type: `alert.${alert.kind}` satisfies WebhookEvent,
    timestamp: formatInstant(firedAt),
    data: {
      ticket: ticket.ref,
      subject: oneLine(ticket.subject, MAX_SUBJECT),
      organisation: ticket.organisation,
      level: ticket.level,
      agent: ticket.agent,
      service: ticket.service,
      promise,
      deadline: formatInstant(deadline),
      dueAt: formatInstant(alert.dueAt),
      leftMinutes: minutesLeft(alert),
      overdueMinutes: minutesOver(alert),
      alertLateMinutes: lateMinutes,
      ...account,
      url: alert.url,
    },
  };
}
