import { agreedLadder } from "../../domain/agreement/agreed-ladder.ts";
import type { AgreedTicket } from "../../domain/agreement/agreement-of.ts";
import type { LadderStep } from "../../domain/desk/ladder.ts";
import type { ClockReading } from "../../domain/sla/clock-reading.ts";
import { foldClock } from "../../domain/sla/fold-clock.ts";
import { type LadderPlan, planLadder } from "../../domain/sla/plan-ladder.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { ClockStore, StoredClock, StoredClockEvent, StoredEscalation } from "../ports/clock-store.ts";
import type { ClockContext } from "./clock-context.ts";
import { readHistory, type StoredHistory } from "./read-history.ts";

/** A stored clock, folded anew from its events: the truth about it at one instant. */
export interface ClockSituation {
  readonly history: StoredHistory;
  readonly reading: ClockReading;
  readonly ladder: readonly LadderStep[];
  /** The steps of the ladder that concern this clock, in minutes relative to the target: one for each mark of the reading. */
  readonly steps: readonly number[];
  /** What rang in any generation. */
  readonly escalations: readonly StoredEscalation[];
  /** What of the ladder rings now, and when to look again. */
  readonly plan: LadderPlan;
}

type Reads = Pick<ClockStore, "listEvents" | "listEscalations">;

/** What decides the ladder of a clock beside its events: what its row says of a hold, and by whose agreement its ticket is served (null: by none). */
export interface LadderTerms {
  readonly ladderHeldUntil: StoredClock["ladderHeldUntil"];
  readonly agreed: AgreedTicket | null;
}

/** Folds one clock from all its events as it stands at `now`. */
export async function readClock(
  clocks: Reads,
  context: ClockContext,
  clock: Pick<StoredClock, "id"> & LadderTerms,
  now: Instant,
): Promise<ClockSituation> {
  const [events, escalations] = await Promise.all([clocks.listEvents(clock.id), clocks.listEscalations(clock.id)]);
  return await situationOf(context, clock, { events, escalations }, now);
}

/** What is stored of one clock beside its row. */
export interface ClockRecords {
  readonly events: readonly StoredClockEvent[];
  readonly escalations: readonly StoredEscalation[];
}

/** The same from what was read of it already, for those who read many at once. */
export async function situationOf(
  context: ClockContext,
  { ladderHeldUntil, agreed }: LadderTerms,
  { events, escalations }: ClockRecords,
  now: Instant,
): Promise<ClockSituation> {
  const history = await readHistory(context, events);
  const ladder = joinSteps(agreedLadder(context.desk, agreed, history.latest.level));
  const steps = ladder
    .map(({ atMinutes }) => atMinutes)
    // A step before the very start of a short promise warns of nothing.
    .filter((atMinutes) => atMinutes >= 0 || history.latest.targetMinutes + atMinutes > 0);
  const marks = steps.map((atMinutes) => history.latest.targetMinutes + atMinutes);
  const reading = foldClock({ ...history, marks }, now);
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
  return { history, reading, ladder, steps, escalations, plan };
}

/** Steps at the same minute are one step that reaches the recipients of all. */
function joinSteps(ladder: readonly LadderStep[]): LadderStep[] {
  const steps = new Map<number, LadderStep>();
  for (const { atMinutes, to } of ladder) {
    steps.set(atMinutes, { atMinutes, to: [...(steps.get(atMinutes)?.to ?? []), ...to] });
  }
  return [...steps.values()];
}
