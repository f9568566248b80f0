import type { Instant } from "../../domain/time/instant.ts";
import type { ClockKind, ClockState, EscalationKind } from "./clock-store.ts";

/** An alert that waits for a digest, with what its line tells: the step that rang, and clock and ticket as they are now. */
export interface WaitingAlert {
  id: number;
  kind: EscalationKind;
  /** Minutes of working time relative to the target. */
  stepMinutes: number;
  dueAt: Instant;
  firedAt: Instant;
  promise: ClockKind;
  deadlineAt: Instant | null;
  state: ClockState;
  metAt: Instant | null;
  ticketId: number;
  ref: string;
  subject: string;
  level: string;
  /** Key of the agent it is assigned to. */
  agent: string | null;
}

export interface AlertStore {
  /** Alerts recorded for a recipient within the last minute of `desk_now()`, counted no further than `atMost`. */
  countRecent(recipient: string, atMost: number): Promise<number>;
  /**
   * Locks the waiting alerts of one recipient whose first has waited so long, until the transaction ends: the longest due
   * first, at most so many. Null when nobody's has waited so long, or while another transaction makes digests: so each
   * alert is in one.
   */
  lockWaiting(afterSeconds: number, limit: number): Promise<{ recipient: string; alerts: WaitingAlert[] } | null>;
  /** These alerts wait no more: the mail carries them; null: none could be made. */
  endWaiting(ids: readonly number[], outboxId: number | null): Promise<void>;
}
