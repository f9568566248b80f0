import type { Level } from "../../domain/desk/desk.ts";
import type { ClockKind } from "../ports/clock-store.ts";

/** The target of a level in whole minutes of working time; null when it promises nothing of this kind. */
export function targetOfLevel(level: Level, kind: ClockKind): number | null {
  const { firstResponseMinutes, nextResponseMinutes, resolutionMinutes } = level;
  return { first_response: firstResponseMinutes, next_response: nextResponseMinutes, resolution: resolutionMinutes }[
    kind
  ];
}
