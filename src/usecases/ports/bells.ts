export const BELLS = ["file", "send"] as const;
/** What a bell may ask for: file what was accepted, or send what was queued. */
export type Bell = (typeof BELLS)[number];

/** A clock to be woken: its id, the version the wake-up is for, and how long from now, in milliseconds. */
export interface WakeUp {
  id: number;
  version: number;
  delayMs: number;
}

/**
 * The queue as the rest sees it: a bell that makes work prompt, never its guarantee. Rung after the commit, best effort:
 * a queue that is down is counted and logged once, and the sweeps do the work a little later.
 */
export interface Bells {
  /** Returns at once and never fails; rings close together become one. */
  ring(bell: Bell): void;
  /** Gives the wake-ups that the queue took; none when it is down. */
  arm(wakeUps: readonly WakeUp[]): Promise<readonly WakeUp[]>;
}
