import type { LadderStep } from "../../domain/desk/ladder.ts";
import type { ClockReading } from "../../domain/sla/clock-reading.ts";
import { foldClock } from "../../domain/sla/fold-clock.ts";
import { type LadderPlan, planLadder } from "../../domain/sla/plan-ladder.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { ClockStore, StoredClock } from "../ports/clock-store.ts";
import type { ClockContext } from "./clock-context.ts";
import { readHistory, type StoredHistory } from "./read-history.ts";

/** A stored clock, folded anew from its events: the truth about it at one instant. */
export interface ClockSituation {
  readonly history: StoredHistory;
  readonly reading: ClockReading;
  readonly ladder: readonly LadderStep[];
  /** What of the ladder rings now, and when to look again. */
  readonly plan: LadderPlan;
}

type Reads = Pick<ClockStore, "listEvents" | "listEscalations">;

/** Folds one clock from all its events as it stands at `now`. `heldUntil` is what the row says of the ladder. */
export async function readClock(
  clocks: Reads,
  context: ClockContext,
  { id, ladderHeldUntil }: Pick<StoredClock, "id" | "ladderHeldUntil">,
  now: Instant,
): Promise<ClockSituation> {
  const history = await readHistory(context, await clocks.listEvents(id));
  const ladder = ladderOf(context, history.latest.level);
  const steps = ladder
    .map(({ atMinutes }) => atMinutes)
    // A step before the very start of a short promise warns of nothing.
    .filter((atMinutes) => atMinutes >= 0 || history.latest.targetMinutes + atMinutes > 0);
  const marks = steps.map((atMinutes) => history.latest.targetMinutes + atMinutes);
  const reading = foldClock({ ...history, marks }, now);
  const escalations = await clocks.listEscalations(id);
  const rung = new Set(
    escalations.filter(({ generation }) => generation === history.generation).map(({ step }) => step),
  );
  const plan = planLadder({
    reading,
    steps,
    rung,
    generationFrom: history.generationFrom,
    heldUntil: ladderHeldUntil,
  });
  return { history, reading, ladder, plan };
}

/** Steps at the same minute are one step that reaches the recipients of all. A level the desk no longer has falls back on the desk's. */
function ladderOf({ desk }: ClockContext, level: string): LadderStep[] {
  const steps = new Map<number, LadderStep>();
  for (const { atMinutes, to } of desk.levels[level]?.ladder ?? desk.ladder) {
    steps.set(atMinutes, { atMinutes, to: [...(steps.get(atMinutes)?.to ?? []), ...to] });
  }
  return [...steps.values()];
}
