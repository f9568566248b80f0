import { type Instant, instant } from "../time/instant.ts";
import type { ClockReading } from "./clock-reading.ts";

/** A hold without an end of its own: it lasts until the clock is next changed. */
export const HELD_UNTIL_CHANGE = instant(Date.UTC(9999, 11, 31));

export const STEP_KINDS = ["warning", "breach", "escalation"] as const;
/** A step before the target warns, the one at the target tells the breach, those after it escalate. */
export type StepKind = (typeof STEP_KINDS)[number];

/** A step that must ring now, with the instant at which it was due. */
export interface DueStep {
  /** Minutes of working time relative to the target: what tells the steps of one ladder apart. */
  readonly atMinutes: number;
  readonly kind: StepKind;
  readonly dueAt: Instant;
}

export interface LadderSituation {
  readonly reading: ClockReading;
  /** Minutes relative to the target, one for each mark of the reading, in the same order. */
  readonly steps: readonly number[];
  /** Steps that have rung in the present generation. */
  readonly rung: ReadonlySet<number>;
  /** When the present generation began: no step of it was due earlier. */
  readonly generationFrom: Instant;
  /** Until when an acknowledgement holds the ladder; null: it does not. */
  readonly heldUntil: Instant | null;
}

/** What rings now, the longest due first, and when to look again after that (null: never, as things stand). */
export interface LadderPlan {
  readonly due: readonly DueStep[];
  readonly nextAt: Instant | null;
}

/**
 * The ladder of one clock at the instant of its reading. A step rings once in each generation; nothing rings for a promise
 * kept or cancelled, nor while a promise not yet broken stands still. An acknowledgement holds the steps, never the
 * breach itself, so the deadline stays among the instants to look again (sla.md, ladder).
 */
export function planLadder(situation: LadderSituation): LadderPlan {
  const { reading, steps, rung, heldUntil } = situation;
  if (reading.metAt !== null || reading.cancelledAt !== null || reading.state === "paused") {
    return { due: [], nextAt: null };
  }
  const hold = heldUntil !== null && heldUntil > reading.asOf ? heldUntil : null;
  const waiting = steps
    .map((atMinutes, index): StepInstants => {
      const mark = reading.marks[index] ?? null;
      const reachedAt = mark === null ? null : instant(Math.max(mark, situation.generationFrom));
      return { atMinutes, reachedAt, at: reachedAt ?? reading.comingMarks[index] ?? null };
    })
    .filter(({ atMinutes }) => !rung.has(atMinutes));
  const due = hold === null ? waiting.filter((step) => isDue(step, reading)) : [];
  const later = waiting.filter((step) => !due.some((one) => one === step)).map(({ at }) => afterHold(at, hold));
  return {
    due: due.map(toDueStep).sort(byInstant),
    nextAt: earliest([...later, reading.breachedAt === null ? reading.deadline : null]),
  };
}

/** The first instant at which anything of a plan is due, also what is due already; null when nothing is. */
export function firstOfPlan(plan: LadderPlan): Instant | null {
  return earliest([...plan.due.map(({ dueAt }) => dueAt), plan.nextAt]);
}

interface StepInstants {
  readonly atMinutes: number;
  readonly reachedAt: Instant | null;
  /** When it was or will be reached; never before its generation began. */
  readonly at: Instant | null;
}

// At the very instant of the deadline an answer is still in time, so the breach rings only once time has passed it.
function isDue(step: StepInstants, { breachedAt }: ClockReading): step is StepInstants & { reachedAt: Instant } {
  return step.reachedAt !== null && (step.atMinutes < 0 || breachedAt !== null);
}

function toDueStep({ atMinutes, reachedAt }: StepInstants & { reachedAt: Instant }): DueStep {
  return { atMinutes, kind: kindOf(atMinutes), dueAt: reachedAt };
}

function byInstant(one: DueStep, other: DueStep): number {
  return one.dueAt - other.dueAt || one.atMinutes - other.atMinutes;
}

function kindOf(atMinutes: number): StepKind {
  if (atMinutes < 0) return "warning";
  return atMinutes === 0 ? "breach" : "escalation";
}

function afterHold(at: Instant | null, hold: Instant | null): Instant | null {
  if (at === null || hold === HELD_UNTIL_CHANGE) return null;
  return hold === null ? at : instant(Math.max(at, hold));
}

function earliest(instants: readonly (Instant | null)[]): Instant | null {
  return instants.reduce((first, at) => (first === null || (at !== null && at < first) ? at : first), null);
}
