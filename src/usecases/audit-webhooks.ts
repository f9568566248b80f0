import type { AuditPart } from "./audit.ts";
import { DELIVERY_STATES, type WebhookStore } from "./ports/webhook-store.ts";

/**
 * Counts what was or will be posted, by state, without a fault: a delivery either waits for its next attempt or ended, and of one
 * that died operations were mailed; it rests until it is replayed.
 */
export function auditWebhooks(webhooks: Pick<WebhookStore, "count">): AuditPart {
  return {
    name: "webhooks",
    async look() {
      const counts = await webhooks.count();
      return DELIVERY_STATES.map((state) => ({ name: `webhooks: ${state}`, count: counts[state] ?? 0, faults: [] }));
    },
  };
}
