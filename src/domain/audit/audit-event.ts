import type { Instant } from "../time/instant.ts";

/** `cli`: whoever ran a command; `console`: a session of the console by a mailed link; `system`: the desk by itself. */
export const AUDIT_ACTOR_KINDS = ["agent", "key", "console", "cli", "system"] as const;

/**
 * Who did it. `id`: an agent's key of desk.yaml, the number of an API key, the account's name on the machine of a command; null where there is
 * no one to name. Never an address.
 */
export interface AuditActor {
  readonly kind: (typeof AUDIT_ACTOR_KINDS)[number];
  readonly id: string | null;
}

/** The desk by itself. */
export const SYSTEM: AuditActor = { kind: "system", id: null };

/** Every deed that is put on record, in the order of its subjects. */
export const AUDIT_ACTIONS = [
  "key.created",
  "key.revoked",
  "console.link-made",
  "console.signed-in",
  "console.signed-out",
  "console.sessions-ended",
  "inbound.retried",
  "mail.ingested",
  "history.imported",
  "outbox.resolved",
  "suppression.removed",
  "webhook.replayed",
  "person.exported",
  "person.erased",
  "hold.placed",
  "hold.released",
  "retention.applied",
  "organisation.created",
  "organisation.changed",
  "organisation.removed",
  "known-error.changed",
  "release.imported",
  "release.published",
  "desk.changed",
  "database.migrated",
  "database.restored",
  "backup.taken",
  "backup.failed",
  "drill.passed",
  "drill.failed",
  "ledger.sealed",
  "ledger.resealed",
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** What the deed was done to: `id` as commands and routes name it; null where there is only one of its kind. */
export interface AuditSubject {
  readonly kind: string;
  readonly id: string | null;
}

export type AuditValue =
  | string
  | number
  | boolean
  | null
  | readonly AuditValue[]
  | { readonly [name: string]: AuditValue };

/**
 * One deed, before it has its place in the chain. `detail` says what of it matters later: ids, states and counts, never a secret, an address or
 * words of a person, since what is on record here is never erased.
 */
export interface AuditDeed {
  readonly actor: AuditActor;
  readonly action: AuditAction;
  readonly subject: AuditSubject;
  readonly detail?: { readonly [name: string]: AuditValue };
}

/**
 * A link of the chain. Ids begin with 1 and have no gaps. `hash` covers all the rest of it, `previousHash` among that. `action` and the kinds are
 * text: what a newer or older version put on record is read as well.
 */
export interface AuditEvent {
  readonly id: number;
  readonly at: Instant;
  readonly actor: { readonly kind: string; readonly id: string | null };
  readonly action: string;
  readonly subject: AuditSubject;
  readonly detail: { readonly [name: string]: AuditValue };
  readonly previousHash: string;
  readonly hash: string;
}
