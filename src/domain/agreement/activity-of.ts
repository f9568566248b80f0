import type { Activity, Desk } from "../desk/desk.ts";

/** What of a ticket says which activity it is. */
export interface ActiveTicket {
  readonly activity: string | null;
  readonly level: string;
}

/**
 * The activity of a ticket and its row of the RASCI matrix: the one that a rule or an agent gave it, else that of its level; null where the desk
 * has neither (any more).
 */
export function activityOf(
  desk: Pick<Desk, "activities" | "levels">,
  { activity, level }: ActiveTicket,
): { readonly id: string; readonly row: Activity } | null {
  const own = activity === null ? undefined : desk.activities[activity];
  if (activity !== null && own !== undefined) return { id: activity, row: own };
  const ofLevel = desk.levels[level]?.activity ?? null;
  const row = ofLevel === null ? undefined : desk.activities[ofLevel];
  return ofLevel !== null && row !== undefined ? { id: ofLevel, row } : null;
}

/**
 * The activity of its own that a ticket keeps when it comes to another level; null: that of the level is its activity then. One that is of a level, which a
 * rule or an agent gave it at that one, says nothing of the next.
 */
export function activityKept(
  { levels }: Pick<Desk, "levels">,
  { activity }: Pick<ActiveTicket, "activity">,
): string | null {
  return Object.values(levels).some((level) => level.activity === activity) ? null : activity;
}
