import type { AuditPart } from "./audit.ts";
import type { OutboxStore } from "./ports/outbox-store.ts";

const MAX_NAMED = 100;

/**
 * Every reply that its requester's server took has kept its promise: the ticket's history says so. One of which it does not say so is a fault,
 * since a clock may run on, or have rung, after the question was answered.
 */
export function auditAnswers(outbox: Pick<OutboxStore, "countAnswers">): AuditPart {
  return {
    name: "answers",
    async look() {
      const { count, owed } = await outbox.countAnswers(MAX_NAMED);
      const faults = owed.map((id) => `mail ${id} reached the requester, but its ticket does not know of the answer`);
      return [{ name: "outbox: answers recorded", count, faults }];
    },
  };
}
