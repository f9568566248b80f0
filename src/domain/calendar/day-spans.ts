/** A part `[from, to)` of a local day in minutes since its 00:00; `to` is at most 1440. */
export interface DaySpan {
  readonly from: number;
  readonly to: number;
}

export const WHOLE_DAY: DaySpan = { from: 0, to: 1440 };

/** Everything in any of the spans, in order; touching and overlapping spans join. */
export function joinSpans(spans: readonly DaySpan[]): readonly DaySpan[] {
  const joined: DaySpan[] = [];
  for (const span of [...spans].sort((one, other) => one.from - other.from)) {
    const last = joined.at(-1);
    if (last === undefined || span.from > last.to) joined.push(span);
    else joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
  }
  return joined;
}

/** What is left of the spans without `taken`, in their order. */
export function subtractSpan(spans: readonly DaySpan[], taken: DaySpan): readonly DaySpan[] {
  return spans
    .flatMap((span) => [
      { from: span.from, to: Math.min(span.to, taken.from) },
      { from: Math.max(span.from, taken.to), to: span.to },
    ])
    .filter((span) => span.from < span.to);
}
