import type { Desk } from "../desk/desk.ts";
import { PARTIES, type Party } from "../desk/rasci.ts";
import type { TicketState } from "../ticket/ticket-state.ts";
import { type ActiveTicket, activityOf } from "./activity-of.ts";
import { responsibleFor } from "./responsible-for.ts";

/** Why it is somebody's move, the first that holds: see `whoseMove`. */
export const MOVE_REASONS = ["ended", "agreement", "access", "consent", "answer", "activity", "none"] as const;

export type MoveReason = (typeof MOVE_REASONS)[number];

/** Who has to do something next; `party` is null once the ticket has ended. `activity` is a key of desk.yaml. */
export interface Move {
  readonly party: Party | null;
  readonly reason: MoveReason;
  readonly activity: string | null;
}

export interface MovingTicket extends ActiveTicket {
  readonly state: TicketState;
  /** False while the desk has promised nothing: no agreement covers it, and no agent has accepted it. */
  readonly isServed: boolean;
  /** Why its clocks stand still, as they say it (`access, consent`); null where none does. */
  readonly pauseReason: string | null;
}

/**
 * Whose move a ticket is. Nobody's once it has ended; the vendor's while no agreement covers it; the customer's while they are asked or waited for;
 * else that of whoever does its activity: the party with R, or where both or neither have it, the accountable one (product.md, RASCI).
 */
export function whoseMove(desk: Pick<Desk, "activities" | "levels">, ticket: MovingTicket): Move {
  const found = activityOf(desk, ticket);
  const activity = found?.id ?? null;
  if (ticket.state === "resolved" || ticket.state === "closed") return { party: null, reason: "ended", activity };
  if (!ticket.isServed) return { party: "vendor", reason: "agreement", activity };
  // What is asked for is theirs to give, also where they wrote of something else meanwhile.
  if (ticket.state === "waiting" || ticket.pauseReason !== null)
    return { party: "customer", reason: askedFor(ticket.pauseReason), activity };
  if (found === null) return { party: "vendor", reason: "none", activity };
  const doing = PARTIES.filter((party) => found.row[party].includes("R"));
  const [only] = doing;
  const party = doing.length === 1 && only !== undefined ? only : responsibleFor(found.row);
  return { party, reason: "activity", activity };
}

function askedFor(pauseReason: string | null): MoveReason {
  const reasons = pauseReason?.split(", ") ?? [];
  if (reasons.includes("access")) return "access";
  return reasons.includes("consent") ? "consent" : "answer";
}
