import { formatInstant, type Instant, parseInstant } from "../time/instant.ts";
import type { AuditHead } from "./audit-chain.ts";

/** Where the chain stood at an instant, by whoever has `SVARTID_SECRET`. */
export interface AuditCheckpoint extends AuditHead {
  readonly at: Instant;
  /** Hexadecimal HMAC of `checkpointText`. */
  readonly signature: string;
}

/** What signatures of checkpoints are for, so that no other signature of the desk passes for one. */
export const CHECKPOINT_PURPOSE = "audit checkpoint 1";

export function checkpointText({ id, hash, at }: Omit<AuditCheckpoint, "signature">): string {
  return `${id} ${hash} ${formatInstant(at)}`;
}

const LINE = /^(\d{1,15} [0-9a-f]{64} \S+) ([0-9a-f]{64})$/;

/** A checkpoint as one line, to be kept apart from the database. */
export function writeCheckpoint(checkpoint: AuditCheckpoint): string {
  return `${checkpointText(checkpoint)} ${checkpoint.signature}`;
}

/** Null for what `writeCheckpoint` did not write. */
export function readCheckpoint(line: string): AuditCheckpoint | null {
  const [, text = "", signature = ""] = LINE.exec(line.trim()) ?? [];
  const [id = "", hash = "", instant = ""] = text.split(" ");
  const at = parseInstant(instant);
  return at === null ? null : { id: Number(id), hash, at, signature };
}
