import type { Instant } from "../time/instant.ts";
import { instant } from "../time/instant.ts";
import type { ClockHistory } from "./clock-history.ts";
import { type ExplanationRow, explainClock } from "./explain-clock.ts";
import { foldClock } from "./fold-clock.ts";
import { standingEvents } from "./standing-events.ts";

type Stretch = Extract<ExplanationRow, { kind: "counted" | "not-counted" }>;

/** What lies between the present and the deadline of a clock. */
export interface AheadOfClock {
  /** When the promise falls due or fell due; once it was kept, when it would have. Null: it stands still, or is void. */
  readonly dueAt: Instant | null;
  /** What will count until then if nothing happens, or would have if the answer had not come; in order, without gaps. */
  readonly rows: readonly Stretch[];
}

/** Looks ahead of a clock as it stands at `asOf`, or as it stood when it was kept in time. */
export function explainAhead(history: ClockHistory, asOf: Instant): AheadOfClock {
  const { breachedAt, cancelledAt, metAt } = foldClock(history, asOf);
  if (breachedAt !== null || cancelledAt !== null) return { dueAt: breachedAt, rows: [] };
  const standing = standingEvents(history.events, asOf);
  const answer = standing.findIndex(
    ({ type, at }) => metAt !== null && type === "met" && Math.max(at, history.start) === metAt,
  );
  const events = answer === -1 ? standing : standing.slice(0, answer);
  const from = metAt ?? asOf;
  const { deadline } = foldClock({ ...history, events }, from);
  if (deadline === null) return { dueAt: null, rows: [] };
  return { dueAt: deadline, rows: explainClock({ ...history, events }, deadline).flatMap((row) => cut(row, from)) };
}

function cut(row: ExplanationRow, from: Instant): Stretch[] {
  if ((row.kind !== "counted" && row.kind !== "not-counted") || row.to <= from) return [];
  const at = instant(Math.max(row.at, from));
  return [row.kind === "counted" ? { ...row, at, milliseconds: row.to - at } : { ...row, at }];
}
