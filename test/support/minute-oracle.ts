/**
 * The clock as sla.md defines it, by walking over minutes: slow, short, and without any code of the product. It asks the
 * platform's own time zone data, so it proves the zones as well. Right for zones whose offsets are whole minutes and change
 * on a quarter of an hour, which holds for all of them since 2012.
 */
export interface OracleCalendar {
  readonly zone: string;
  readonly hours: Readonly<Record<string, readonly (readonly [string, string])[]>>;
  readonly holidays?: readonly string[];
  readonly closures?: readonly { date: string; from?: string; to?: string }[];
  readonly openings?: readonly { date: string; from: string; to: string }[];
}

export interface OracleEvent {
  readonly at: number;
  readonly type: string;
  readonly reason?: string;
  readonly answer?: string;
  readonly targetMinutes?: number;
  readonly calendar?: OracleCalendar;
}

export interface OracleQuestion {
  readonly calendar: OracleCalendar;
  readonly start: number;
  readonly targetMinutes: number;
  readonly marks: readonly number[];
  readonly events: readonly OracleEvent[];
  readonly asOf: number;
}

const MINUTE = 60_000;

// From the almanac.
const DANISH_HOLIDAYS = new Set(
  `2025-01-01 2025-04-17 2025-04-18 2025-04-20 2025-04-21 2025-05-29 2025-06-08 2025-06-09 2025-12-25 2025-12-26
   2026-01-01 2026-04-02 2026-04-03 2026-04-05 2026-04-06 2026-05-14 2026-05-24 2026-05-25 2026-12-25 2026-12-26
   2027-01-01 2027-03-25 2027-03-26 2027-03-28 2027-03-29 2027-05-06 2027-05-16 2027-05-17 2027-12-25 2027-12-26
   2028-01-01`.split(/\s+/),
);

/** Open milliseconds in `[from, to)`. */
export function oracleElapsed(calendar: OracleCalendar, from: number, to: number): number {
  let open = 0;
  for (const [begin, end] of minutesIn(from, to)) if (isOpen(calendar, begin)) open += end - begin;
  return open;
}

/** The earliest instant with so much open time since the start; null when it is not within `days`. */
export function oracleDeadline(
  calendar: OracleCalendar,
  start: number,
  targetMinutes: number,
  days: number,
): number | null {
  let left = targetMinutes * MINUTE;
  if (left === 0) return start;
  for (const [begin, end] of minutesIn(start, start + days * 1440 * MINUTE)) {
    if (!isOpen(calendar, begin)) continue;
    if (left <= end - begin) return begin + left;
    left -= end - begin;
  }
  return null;
}

interface Walk {
  calendar: OracleCalendar;
  target: number;
  spent: number;
  reasons: string[];
  met: number | null;
  breached: number | null;
  cancelled: boolean;
  marks: { spent: number; at: number | null }[];
}

/** The clock at `asOf`: every event at its instant, every minute in between. */
export function oracleTimeline(question: OracleQuestion) {
  const { calendar, start, targetMinutes, marks, asOf } = question;
  const walk: Walk = {
    calendar,
    target: targetMinutes * MINUTE,
    spent: 0,
    reasons: [],
    met: null,
    breached: null,
    cancelled: false,
    marks: marks.map((minutes) => ({ spent: minutes * MINUTE, at: minutes <= 0 ? start : null })),
  };
  const events = standing(question);
  const steps = [...new Set([start, ...events.map(({ at }) => at), Math.max(asOf, start)])];
  steps.sort((one, other) => one - other);
  for (const [index, step] of steps.entries()) {
    for (const event of events) if (event.at === step) change(walk, event);
    if (runs(walk)) for (const [begin, end] of minutesIn(step, steps[index + 1] ?? step)) work(walk, begin, end);
  }
  const reached = walk.marks.map(({ at }) => at);
  const { met, breached, spent } = walk;
  return { state: stateOf(walk), elapsedMilliseconds: spent, metAt: met, breachedAt: breached, marks: reached };
}

function work(walk: Walk, begin: number, end: number): void {
  const worked = isOpen(walk.calendar, begin) ? end - begin : 0;
  if (walk.breached === null && walk.spent >= walk.target) walk.breached = begin;
  if (walk.breached === null && walk.spent + worked > walk.target) walk.breached = begin + walk.target - walk.spent;
  for (const mark of walk.marks) {
    if (mark.at === null && walk.spent + worked >= mark.spent) mark.at = begin + mark.spent - walk.spent;
  }
  walk.spent += worked;
}

function standing({ events, start, asOf }: OracleQuestion): OracleEvent[] {
  const past = events.filter(({ at }) => at <= asOf).sort((one, other) => one.at - other.at);
  const bounced = past.filter(({ type }) => type === "revoke").map(({ answer }) => answer);
  return past
    .filter(({ type, answer }) => type !== "met" || !bounced.includes(answer))
    .map((event) => ({ ...event, at: Math.max(event.at, start) }));
}

const CHANGES: Readonly<Record<string, (walk: Walk, event: OracleEvent) => void>> = {
  pause: (walk, { reason = "" }) => walk.reasons.push(reason),
  resume: (walk, { reason }) => {
    walk.reasons = walk.reasons.filter((one) => reason !== undefined && one !== reason);
  },
  retarget: (walk, { targetMinutes = 0 }) => {
    walk.target = targetMinutes * MINUTE;
  },
  calendar: (walk, { calendar }) => {
    walk.calendar = calendar ?? walk.calendar;
  },
  met: (walk, { at }) => {
    walk.met = at;
  },
  cancel: (walk) => {
    walk.cancelled = true;
  },
};

function change(walk: Walk, event: OracleEvent): void {
  if (walk.cancelled) return;
  if (walk.met === null) CHANGES[event.type]?.(walk, event);
  else if (event.type === "reopen") walk.met = null;
}

function runs({ reasons, met, cancelled }: Walk): boolean {
  return reasons.length === 0 && met === null && !cancelled;
}

function stateOf(walk: Walk): string {
  if (walk.cancelled) return "cancelled";
  if (walk.breached !== null) return "breached";
  if (walk.met !== null) return "met";
  return runs(walk) ? "running" : "paused";
}

function* minutesIn(from: number, to: number): Generator<[begin: number, end: number]> {
  for (let begin = from; begin < to; ) {
    const end = Math.min(to, (Math.floor(begin / MINUTE) + 1) * MINUTE);
    yield [begin, end];
    begin = end;
  }
}

function isOpen(calendar: OracleCalendar, at: number): boolean {
  const local = at + offset(calendar.zone, at);
  const time = TIMES[Math.floor((local % DAY) / MINUTE)] as string;
  const within = ({ from = "00:00", to = "24:00" }) => from <= time && time < to;
  const { hours, closures, openings } = rulesOn(calendar, Math.floor(local / DAY));
  return (hours.some(within) && !closures.some(within)) || openings.some(within);
}

interface Part {
  readonly from?: string;
  readonly to?: string;
}

function rulesOf(calendar: OracleCalendar, day: number): { hours: Part[]; closures: Part[]; openings: Part[] } {
  const midnight = new Date(day * DAY);
  const date = midnight.toISOString().slice(0, 10);
  const weekday = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"][midnight.getUTCDay()] as string;
  const holiday = calendar.holidays?.includes("dk") && DANISH_HOLIDAYS.has(date);
  return {
    hours: holiday ? [] : (calendar.hours[weekday] ?? []).map(([from, to]) => ({ from, to })),
    closures: (calendar.closures ?? []).filter((part) => part.date === date),
    openings: (calendar.openings ?? []).filter((part) => part.date === date),
  };
}

// What follows only saves asking the platform for the same thing again.
const DAY = 1440 * MINUTE;
const TIMES = Array.from({ length: 1440 }, (_, minute) => new Date(minute * MINUTE).toISOString().slice(11, 16));
const offsets = new Map<string, Map<number, number>>();

let lastRules: { calendar: OracleCalendar; day: number; rules: ReturnType<typeof rulesOf> } | null = null;
let lastOffset: { zone: string; day: number; offset: number | null } | null = null;

function rulesOn(calendar: OracleCalendar, day: number): ReturnType<typeof rulesOf> {
  if (lastRules?.calendar !== calendar || lastRules.day !== day)
    lastRules = { calendar, day, rules: rulesOf(calendar, day) };
  return lastRules.rules;
}

function offset(zone: string, at: number): number {
  const day = Math.floor(at / DAY) * DAY;
  if (lastOffset?.zone !== zone || lastOffset.day !== day) {
    // No zone changes twice within a day: with one offset at both ends there is one in between.
    const before = askOffset(zone, day);
    lastOffset = { zone, day, offset: before === askOffset(zone, day + DAY) ? before : null };
  }
  return lastOffset.offset ?? askOffset(zone, Math.floor(at / (15 * MINUTE)) * 15 * MINUTE);
}

function askOffset(zone: string, at: number): number {
  const ofZone = offsets.get(zone) ?? new Map<number, number>();
  offsets.set(zone, ofZone);
  const known = ofZone.get(at);
  if (known !== undefined) return known;
  const found = Date.parse(`${format(zone).format(at).replace(" ", "T")}Z`) - at;
  ofZone.set(at, found);
  return found;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string): Intl.DateTimeFormat {
  const known =
    formats.get(zone) ?? new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
  formats.set(zone, known);
  return known;
}
