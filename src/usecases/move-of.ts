import { type Move, whoseMove } from "../domain/agreement/whose-move.ts";
import type { Desk } from "../domain/desk/desk.ts";
import type { StoredClock } from "./ports/clock-store.ts";
import type { Ticket } from "./ports/ticket-store.ts";

/** Whose move a ticket is, by its clocks too: a ticket that never had one is not served, and a pause says what is waited for. */
export function moveOf(
  desk: Pick<Desk, "activities" | "levels">,
  ticket: Pick<Ticket, "state" | "activity" | "level">,
  clocks: readonly Pick<StoredClock, "pauseReason">[],
): Move {
  const { state, activity, level } = ticket;
  const reasons = clocks.flatMap(({ pauseReason }) => pauseReason ?? []);
  const pauseReason = reasons.length === 0 ? null : reasons.join(", ");
  return whoseMove(desk, { state, activity, level, isServed: clocks.length > 0, pauseReason });
}
