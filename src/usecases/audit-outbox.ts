import { CLASS_RULES } from "../domain/outbound/mail-class.ts";
import type { AuditPart } from "./audit.ts";
import { OUTBOX_STATES, type OutboxStore } from "./ports/outbox-store.ts";

const MAX_NAMED = 100;

/**
 * Every mail that had to go out is sent, or somebody knows why not. Those whose fate nobody knows are the faults: the server
 * did not answer after it had all of them. An automatic mail of that fate is settled by its class: it is given up, and is
 * only counted.
 */
export function auditOutbox(outbox: Pick<OutboxStore, "count" | "list">): AuditPart {
  return {
    name: "outbox",
    async look() {
      const counts = await outbox.count();
      const uncertain = await outbox.list({ state: "uncertain", limit: MAX_NAMED });
      return OUTBOX_STATES.map((state) => ({
        name: `outbox: ${state}`,
        count: counts[state] ?? 0,
        faults:
          state === "uncertain"
            ? uncertain
                .filter((mail) => CLASS_RULES[mail.class].whenUncertain === "resend")
                .map(({ id }) => `it is not known whether mail ${id} was delivered: svartid outbox resolve ${id}`)
            : [],
      }));
    },
  };
}
