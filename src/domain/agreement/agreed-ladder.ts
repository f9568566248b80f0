import type { Desk } from "../desk/desk.ts";
import type { LadderStep } from "../desk/ladder.ts";
import { type AgreedTicket, agreementOf, termsAt } from "./agreement-of.ts";

/**
 * Who is told of a ticket's clocks and when: by what its agreement says of the level, else of all, else by the level, else by the
 * desk. A level that the desk has no more falls back on the desk's. `ticket` null: one without an agreement.
 */
export function agreedLadder(
  desk: Pick<Desk, "organisations" | "levels" | "ladder">,
  ticket: AgreedTicket | null,
  level: string,
): readonly LadderStep[] {
  const agreement = ticket && agreementOf(desk, ticket);
  return termsAt(agreement, level).ladder ?? agreement?.ladder ?? desk.levels[level]?.ladder ?? desk.ladder;
}
