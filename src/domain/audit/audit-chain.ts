import { formatInstant } from "../time/instant.ts";
import type { AuditEvent } from "./audit-event.ts";
import { canonicalJson } from "./canonical-json.ts";

/** Lower-case hexadecimal SHA-256 of a text's UTF-8 bytes. */
export type Sha256 = (text: string) => string;

/** Where the chain stands: the last event's id and hash. */
export interface AuditHead {
  readonly id: number;
  readonly hash: string;
}

/** What the first event follows. */
export const NO_EVENTS: AuditHead = { id: 0, hash: "0".repeat(64) };

const VERSION = "svartid audit 1";

/**
 * The text whose hash an event has: everything of it in one JSON array of fixed order, so that no two different events have the same text. Stable
 * through PostgreSQL: instants are whole milliseconds, and `detail` is written with sorted keys, whatever order jsonb gives them back in.
 */
export function auditText(event: Omit<AuditEvent, "hash">): string {
  const { id, at, actor, action, subject, detail, previousHash } = event;
  return canonicalJson([
    VERSION,
    id,
    formatInstant(at),
    actor.kind,
    actor.id,
    action,
    subject.kind,
    subject.id,
    detail,
    previousHash,
  ]);
}

/** The event as the next link after `head`. */
export function chained(
  head: AuditHead,
  event: Omit<AuditEvent, "id" | "previousHash" | "hash">,
  sha256: Sha256,
): AuditEvent {
  const linked = { ...event, id: head.id + 1, previousHash: head.hash };
  return { ...linked, hash: sha256(auditText(linked)) };
}

/**
 * What is wrong with the link after `head`, in a sentence; null where it follows and is as it was written. Of an edited row its own hash does not
 * fit, after a removed or moved one the ids or the hash that it follows.
 */
export function faultOf(head: AuditHead, event: AuditEvent, sha256: Sha256): string | null {
  if (event.id !== head.id + 1) {
    const last = event.id - 1;
    return `audit event ${head.id + 1}${last > head.id + 1 ? ` to ${last}` : ""} is missing`;
  }
  if (event.hash !== sha256(auditText(event))) return `audit event ${event.id} was edited: its hash does not fit it`;
  if (event.previousHash !== head.hash)
    return `audit event ${event.id} does not follow event ${head.id} as that is now`;
  return null;
}
