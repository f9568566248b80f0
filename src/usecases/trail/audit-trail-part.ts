import type { Sha256 } from "../../domain/audit/audit-chain.ts";
import type { AuditCheckpoint } from "../../domain/audit/audit-checkpoint.ts";
import { formatInstant } from "../../domain/time/instant.ts";
import type { AuditCheck, AuditPart } from "../audit.ts";
import type { AuditAnchor } from "../ports/audit-anchor.ts";
import type { Signer } from "../ports/signer.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { checkTrail } from "./check-trail.ts";
import { isSigned, lostSince } from "./sign-trail.ts";

export interface AuditTrailDeps {
  readonly stores: Pick<Stores, "audit" | "now">;
  readonly sha256: Sha256;
  /** Null without `SVARTID_SECRET`: then signatures are not looked at, and the check says so. */
  readonly signer: Signer | null;
  /** Null for a database that is only looked at, and is not that of this machine's desk. */
  readonly anchor: AuditAnchor | null;
}

const CHECKPOINTS = 100_000;
const MAX_NAMED = 100;
const DAY_MS = 86_400_000;

/** The hash chain of what people and keys did: whole from its first event to its head, and where it was signed as it was signed. */
export function auditTrailPart(deps: AuditTrailDeps): AuditPart {
  return {
    name: "audit trail",
    isOfTrail: true,
    async look() {
      const checkpoints = await deps.stores.audit.listCheckpoints(CHECKPOINTS);
      const hashes = new Map<number, string>();
      const wanted = new Set(checkpoints.map(({ id }) => id));
      const { count, faults } = await checkTrail(deps.stores.audit, deps.sha256, { wanted, hashes });
      const chain = { name: "audit trail", count, faults: faults.slice(0, MAX_NAMED) };
      return [chain, await checkSignatures(deps, checkpoints, hashes)];
    },
  };
}

async function checkSignatures(
  { stores, signer, anchor }: AuditTrailDeps,
  checkpoints: readonly AuditCheckpoint[],
  hashes: ReadonlyMap<number, string>,
): Promise<AuditCheck> {
  const name = "audit trail: signed";
  if (signer === null) return { name: `${name} (not looked at: SVARTID_SECRET is not set)`, count: 0, faults: [] };
  const valid = checkpoints.filter((one) => isSigned(signer, one));
  const faults = valid.flatMap(({ id, hash, at }) =>
    hashes.get(id) === hash ? [] : [`audit event ${id} is not the one that was signed at ${formatInstant(at)}`],
  );
  if (valid.length === 0 && checkpoints.length > 0) {
    faults.push("no checkpoint is signed by a secret of SVARTID_SECRET: keep a former secret behind a comma for a day");
  }
  if (anchor !== null) {
    const unsigned = await longUnsigned(stores, valid[0]?.id ?? 0);
    if (unsigned !== null) faults.push(unsigned);
    const kept = await anchor.read();
    const lost = kept === null ? null : await lostSince(stores.audit, signer, kept);
    if (lost !== null) faults.push(`${lost}: ${anchor.place} keeps it; delete that file only when you know why`);
  }
  return { name, count: valid.length, faults: faults.slice(0, MAX_NAMED) };
}

/** A desk that runs signs within a minute. */
async function longUnsigned({ audit, now }: Pick<Stores, "audit" | "now">, signedId: number): Promise<string | null> {
  const [event] = await audit.listAfter(signedId, 1);
  if (event === undefined || event.at > (await now()) - DAY_MS) return null;
  return `audit event ${event.id} and what follows was not signed for a day: svartid start signs every minute`;
}
