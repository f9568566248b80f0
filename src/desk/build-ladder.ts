import type { LadderStep } from "../domain/desk/ladder.ts";
import { parseWorkingTime } from "../domain/time/working-time.ts";
import type { DeskFile } from "./desk-file.ts";
import { parseRecipient } from "./parse-recipient.ts";

/** The steps of a ladder that was checked, earliest first. */
export function buildLadder(ladder: NonNullable<DeskFile["ladder"]>): LadderStep[] {
  return ladder
    .map((step) => ({
      atMinutes: builtMinutes(step.at),
      to: step.to.map(parseRecipient).filter((recipient) => recipient !== null),
    }))
    .sort((one, other) => one.atMinutes - other.atMinutes);
}

/** Whole minutes of a working time that was checked. */
export function builtMinutes(text: string): number {
  const length = parseWorkingTime(text);
  if (length === null) throw new Error(`desk was built before it was checked: ${text} is no working time`);
  return length;
}
