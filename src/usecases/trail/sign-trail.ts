import { type AuditHead, NO_EVENTS, type Sha256 } from "../../domain/audit/audit-chain.ts";
import { type AuditCheckpoint, CHECKPOINT_PURPOSE, checkpointText } from "../../domain/audit/audit-checkpoint.ts";
import { decodeHex, encodeHex } from "../hex.ts";
import type { AuditAnchor } from "../ports/audit-anchor.ts";
import type { AuditTrail } from "../ports/audit-trail.ts";
import type { Signer } from "../ports/signer.ts";
import type { UnitOfWork } from "../ports/unit-of-work.ts";
import { checkTrail } from "./check-trail.ts";
import { restoredAt } from "./restored-at.ts";

export interface SignTrailDeps {
  readonly unitOfWork: Pick<UnitOfWork, "reading">;
  readonly signer: Signer;
  readonly sha256: Sha256;
  readonly anchor: AuditAnchor;
}

const CHECKPOINTS = 100;

/**
 * Signs where the trail stands, where that is further than the last time, and keeps it apart from the database too. What does not follow from the
 * last checkpoint is never signed: it throws, and says what is wrong.
 */
export async function signTrail(deps: SignTrailDeps): Promise<void> {
  const { audit, now } = deps.unitOfWork.reading;
  const [head, signed, kept] = [await audit.readHead(), await newestSigned(deps), await deps.anchor.read()];
  const isKept = kept !== null && kept !== "unreadable" && kept.id === head.id && kept.hash === head.hash;
  if (head.id === NO_EVENTS.id || (signed?.id === head.id && isKept)) return;
  const { last, faults } = await checkTrail(audit, deps.sha256, { from: signed ?? NO_EVENTS });
  const lost = kept === null || isKept ? null : await lostSince(audit, deps.signer, kept);
  const [fault] = [...faults, ...(lost === null ? [] : [lost])];
  if (fault !== undefined) throw new Error(`the audit trail is not signed: ${fault}; svartid audit tells more`);
  const checkpoint = sign(deps.signer, last, await now());
  await audit.addCheckpoint(checkpoint);
  await deps.anchor.write(checkpoint);
}

/** What this machine kept and the trail has no more; null where all of it is there, or where it went with a database that was lost. */
export async function lostSince(
  audit: Pick<AuditTrail, "listAfter" | "list">,
  signer: Signer,
  kept: AuditCheckpoint | "unreadable",
): Promise<string | null> {
  if (kept === "unreadable" || !isSigned(signer, kept))
    return "the checkpoint kept on this machine is not signed by SVARTID_SECRET";
  const [event] = await audit.listAfter(kept.id - 1, 1);
  if (event?.id === kept.id && event.hash === kept.hash) return null;
  const restored = await restoredAt(audit, kept);
  return restored === null ? `audit event ${kept.id} is not the one that this machine has signed` : null;
}

export function isSigned(signer: Signer, checkpoint: AuditCheckpoint): boolean {
  const code = decodeHex(checkpoint.signature);
  return code !== null && signer.verify(CHECKPOINT_PURPOSE, checkpointText(checkpoint), code);
}

function sign(signer: Signer, { id, hash }: AuditHead, at: AuditCheckpoint["at"]): AuditCheckpoint {
  const unsigned = { id, hash, at };
  return { ...unsigned, signature: encodeHex(signer.sign(CHECKPOINT_PURPOSE, checkpointText(unsigned))) };
}

async function newestSigned({ unitOfWork, signer }: SignTrailDeps): Promise<AuditCheckpoint | null> {
  const checkpoints = await unitOfWork.reading.audit.listCheckpoints(CHECKPOINTS);
  return checkpoints.find((one) => isSigned(signer, one)) ?? null;
}
