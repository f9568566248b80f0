import type { Instant } from "../time/instant.ts";
import type { TicketState } from "./ticket-state.ts";

const DAY_MS = 86_400_000;

export interface ReopeningFacts {
  readonly state: TicketState;
  /** When it was resolved or closed; null while it is neither. */
  readonly endedAt: Instant | null;
  readonly isShortThanks: boolean;
  readonly now: Instant;
  readonly reopenDays: number;
}

/**
 * What a person's reply does to its ticket. `append`: it is live, and the mail joins it. `store`: it has ended and the mail
 * only says thanks. `reopen`: it ended within `reopenDays`. `open-linked`: it ended longer ago, so a new ticket begins.
 */
export type Reopening = "append" | "store" | "reopen" | "open-linked";

/** Decides by the desk's days and words; see mail.md, "Resolved or closed". */
export function decideReopening(facts: ReopeningFacts): Reopening {
  if (facts.state !== "resolved" && facts.state !== "closed") return "append";
  if (facts.isShortThanks) return "store";
  const age = facts.endedAt === null ? 0 : facts.now - facts.endedAt;
  return age <= facts.reopenDays * DAY_MS ? "reopen" : "open-linked";
}
