import type { Desk } from "../desk/desk.ts";
import type { ActiveTicket } from "./activity-of.ts";
import { type Move, whoseMove } from "./whose-move.ts";

/** What a customer is told of a ticket that an agent changed; null: nothing. */
export interface ChangesToTell {
  /** Id of the new level; null: it is as it was. */
  readonly level: string | null;
  /** Whose move it became; null: as before. */
  readonly move: Move | null;
}

/**
 * What of a change the customer is told, once: another level, and a move that became theirs, or is theirs for another activity now, or is theirs no
 * longer. From one of the desk's own activities to another nothing changes for them.
 */
export function changesToTell(
  desk: Pick<Desk, "activities" | "levels">,
  before: ActiveTicket,
  after: ActiveTicket,
): ChangesToTell | null {
  const level = after.level === before.level ? null : after.level;
  const [was, is] = [byActivity(desk, before), byActivity(desk, after)];
  const isTheirs = is.party === "customer" && is.activity !== was.activity;
  const move = is.party !== was.party || isTheirs ? is : null;
  return level === null && move === null ? null : { level, move };
}

/** Whatever is waited for meanwhile is told by whoever asks for it. */
function byActivity(desk: Pick<Desk, "activities" | "levels">, ticket: ActiveTicket): Move {
  return whoseMove(desk, { ...ticket, state: "open", isServed: true, pauseReason: null });
}
