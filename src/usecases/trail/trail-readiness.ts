import { NO_EVENTS } from "../../domain/audit/audit-chain.ts";
import type { AuditCheckpoint } from "../../domain/audit/audit-checkpoint.ts";
import type { AuditTrail } from "../ports/audit-trail.ts";
import type { ReadinessCheck, ReadinessResult } from "../ports/readiness.ts";
import type { Signer } from "../ports/signer.ts";
import { fault, fine } from "../readiness-result.ts";
import { isSigned } from "./sign-trail.ts";

export interface TrailReadinessDeps {
  readonly audit: Pick<AuditTrail, "listAfter" | "listCheckpoints" | "readHead">;
  readonly signer: Signer;
  /** Of a clock that never runs back: the desk's own time may be moved. */
  readonly elapsedMs: () => number;
}

const NAME = "audit trail";
const CHECKPOINTS = 100;
const MINUTES = 15;
const MINUTE_MS = 60_000;

/**
 * Red when the trail ends before what was signed, when what was signed is another event now, or when the same event is seen unsigned for 15 minutes: a
 * running worker signs every minute, and signs nothing that does not follow from what it signed before. The whole chain is for `svartid audit`
 * and the drill of each night; this is a look at its end.
 */
export function trailReadiness({ audit, signer, elapsedMs }: TrailReadinessDeps): ReadinessCheck {
  let waits: { id: number; sinceMs: number } | null = null;
  return {
    name: NAME,
    async look() {
      // What is signed first: what is signed meanwhile cannot then be missing from the trail.
      const signed = (await audit.listCheckpoints(CHECKPOINTS)).find((one) => isSigned(signer, one)) ?? null;
      if (signed !== null && !(await stands(audit, signed))) return [broken()];
      const [unsigned] = await audit.listAfter(signed?.id ?? NO_EVENTS.id, 1);
      if (unsigned === undefined) waits = null;
      else if (waits?.id !== unsigned.id) waits = { id: unsigned.id, sinceMs: elapsedMs() };
      return [waits !== null && elapsedMs() - waits.sinceMs >= MINUTES * MINUTE_MS ? late() : fine(NAME, FINE)];
    },
  };
}

async function stands(
  audit: Pick<AuditTrail, "listAfter" | "readHead">,
  { id, hash }: AuditCheckpoint,
): Promise<boolean> {
  const [[event], head] = [await audit.listAfter(id - 1, 1), await audit.readHead()];
  return event?.id === id && event.hash === hash && head.id >= id;
}

const FINE = { en: "The audit trail is signed.", da: "Revisionssporet er underskrevet." };

function broken(): ReadinessResult {
  return fault(
    NAME,
    {
      en: "The audit trail is not the one that was signed: somebody changed it in the database.",
      da: "Revisionssporet er ikke det, der blev underskrevet: nogen har ændret det i databasen.",
    },
    {
      en: "Run svartid audit: it names the events. Keep the database as it is, and compare with a backup (svartid drill FILE).",
      da: "Kør svartid audit: den nævner hændelserne. Lad databasen være, som den er, og sammenlign med en backup (svartid drill FIL).",
    },
  );
}

function late(): ReadinessResult {
  return fault(
    NAME,
    {
      en: `The audit trail was not signed for ${MINUTES} minutes.`,
      da: `Revisionssporet er ikke blevet underskrevet i ${MINUTES} minutter.`,
    },
    {
      en: "Run svartid audit: it says whether the trail was changed. If it was not, see that a process with the role worker runs and can write to SVARTID_DATA_DIR.",
      da: "Kør svartid audit: den siger, om sporet er ændret. Er det ikke det, så se efter, at en proces med rollen worker kører og kan skrive i SVARTID_DATA_DIR.",
    },
  );
}
