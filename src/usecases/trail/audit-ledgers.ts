import { LEDGERS, type LedgerSeal } from "../../domain/audit/ledger-seal.ts";
import type { AuditPart } from "../audit.ts";
import type { LedgerDigests } from "../ports/ledger-digests.ts";
import type { UnitOfWork } from "../ports/unit-of-work.ts";
import { isSameFacts, lastRewording, readSeals } from "./seal-ledgers.ts";

/**
 * Everything that was sealed is as it was sealed; `count` is of rows. Words that an erasure on record may have changed since are no fault: they are
 * sealed anew within a day.
 */
export function auditLedgers(unitOfWork: Pick<UnitOfWork, "reading">, digests: LedgerDigests): AuditPart {
  return {
    name: "sealed ledgers",
    isOfTrail: true,
    async look() {
      const [seals, reworded] = [await readSeals(unitOfWork), await lastRewording(unitOfWork)];
      const checks = new Map(
        LEDGERS.map((name) => [name, { name: `sealed: ${name}`, count: 0, faults: [] as string[] }]),
      );
      for (const seal of seals) {
        const check = checks.get(seal.ledger);
        if (check === undefined) continue;
        const fault = await faultOf(digests, seal, reworded);
        if (fault !== null) check.faults.push(fault);
        check.count += seal.rows;
      }
      return [...checks.values()];
    },
  };
}

async function faultOf(digests: LedgerDigests, seal: LedgerSeal, reworded: number): Promise<string | null> {
  const { ledger, from, to, rows, sealId } = seal;
  const place = `${ledger} ${from} to ${to}`;
  const now = await digests.digest(seal);
  if (now.rows !== rows)
    return `${place}: there are ${now.rows} rows where ${rows} were sealed by audit event ${sealId}`;
  if (!isSameFacts(seal, now)) return `${place}: a row was edited since audit event ${sealId} sealed them`;
  if (now.words === seal.words || reworded > sealId) return null;
  return `${place}: words of a row were edited since audit event ${sealId} sealed them, and no erasure is on record`;
}
