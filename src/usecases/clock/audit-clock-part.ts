import type { AuditPart } from "../audit.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { auditClocks } from "./audit-clocks.ts";
import type { ClockContext } from "./clock-context.ts";

/** Every stored clock is what its events say. */
export function auditClockPart(stores: Pick<Stores, "clocks" | "now">, context: ClockContext): AuditPart {
  return {
    name: "clocks",
    async look() {
      const { clocks, differences } = await auditClocks(stores, context);
      const faults = differences.map(
        ({ clockId, field, stored, folded }) =>
          `clock ${clockId} shows ${field} ${String(stored)}, but its events say ${String(folded)}`,
      );
      return [{ name: "clocks: recomputed", count: clocks, faults }];
    },
  };
}
