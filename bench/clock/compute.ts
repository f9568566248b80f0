import { type BusinessCalendar, createCalendar } from "../../src/domain/calendar/business-calendar.ts";
import { deadline, elapsedMilliseconds } from "../../src/domain/calendar/business-time.ts";
import { danishHolidays } from "../../src/domain/calendar/danish-holidays.ts";
import type { ClockHistory } from "../../src/domain/sla/clock-history.ts";
import { countedIntervalsOf } from "../../src/domain/sla/counted-intervals-of.ts";
import { foldClock } from "../../src/domain/sla/fold-clock.ts";
import { type Instant, instant } from "../../src/domain/time/instant.ts";
import { offsetStretches } from "../../src/domain/time/zone-offsets.ts";
import { OFFICE } from "./office.ts";
import { measurePeers, PEER_QUESTIONS, type PeerReport } from "./peers.ts";

// How many questions to the clock one core answers in a second, with the calendar cached: the median of five runs. The floor is
// a plain walker over days without holidays, closures or a fold, in the same run; a figure counts as the ratio to it.

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const TARGET_MINUTES = 960;
const QUESTIONS = 65_536;

const calendar = createCalendar(OFFICE, (_country, year) => danishHolidays(year));
const starts = Array.from({ length: QUESTIONS }, (_, index) =>
  instant(Date.UTC(2024, 0, 1) + Math.floor(spread(index) * 4 * 365 * 1440) * MINUTE),
);

export async function benchCompute(): Promise<object> {
  const histories = starts.map((start): ClockHistory => history(calendar, start));
  const asOf = (start: Instant): Instant => instant(start + 6 * DAY);
  const floor = measure("floor: plain walker over days", 200_000, (index) =>
    walk(starts[index] as Instant, TARGET_MINUTES),
  );
  const deadlines = measure("deadlines, 16 working hours", 2_000_000, (index) =>
    Number(deadline(calendar, starts[index] as Instant, TARGET_MINUTES)),
  );
  const figures = [
    floor,
    deadlines,
    measure("elapsed, between two instants of four years", 2_000_000, (index) =>
      elapsedMilliseconds(calendar, starts[index] as Instant, starts[QUESTIONS - 1 - index] as Instant),
    ),
    measure("timelines: five events, four marks, no intervals", 200_000, (index) => {
      const history = histories[index] as ClockHistory;
      return foldClock(history, asOf(history.start)).elapsedMilliseconds;
    }),
    measure("timelines: the same with their intervals", 200_000, (index) => {
      const history = histories[index] as ClockHistory;
      return countedIntervalsOf(foldClock(history, asOf(history.start))).length;
    }),
  ];
  console.table(
    Object.fromEntries(
      figures.map(({ name, perSecond }) => [
        name,
        { "a second": perSecond, "times the floor": Number((perSecond / floor.perSecond).toFixed(2)) },
      ]),
    ),
  );
  return { figures, peers: await comparePeers(deadlines.perSecond) };
}

async function comparePeers(ours: number): Promise<object> {
  const sample = starts.slice(0, PEER_QUESTIONS).map((start) => ({
    start,
    targetMinutes: TARGET_MINUTES,
    expected: Number(deadline(calendar, start, TARGET_MINUTES)),
  }));
  const answer = (start: number, targetMinutes: number) => Number(deadline(calendar, instant(start), targetMinutes));
  const reports = await measurePeers(sample, answer);
  if (!reports.ok) {
    console.log(`published packages for working time: not measured. ${reports.why}`);
    return { measured: false };
  }
  console.log("16 working hours added, beside published packages; answers asked in a process of that zone:");
  console.table(Object.fromEntries(reports.peers.map((peer) => [peer.name, row(peer, ours)])));
  const right = reports.peers.filter(({ zones }) =>
    zones.every(({ wrongCases, wrongSample }) => !wrongCases.length && !wrongSample),
  );
  for (const { name, zones } of reports.peers) {
    for (const { zone, wrongCases } of zones) {
      if (wrongCases[0]) console.log(`wrong, process in ${zone}: ${name}, for one: ${wrongCases[0]}`);
    }
  }
  const fastest = Math.max(...right.map(({ perSecondWithoutHolidays }) => perSecondWithoutHolidays));
  const ratio = right.length === 0 ? null : Math.round(ours / fastest);
  console.log(`target: 100 times the fastest that is always right; here: ${ratio ?? "none is always right"}`);
  return { measured: true, ratio, peers: reports.peers };
}

function row({ perSecond, perSecondWithoutHolidays, zones }: PeerReport, ours: number): object {
  return {
    "a second": perSecond,
    "knowing no holidays": perSecondWithoutHolidays,
    "ours is faster": `${Math.round(ours / perSecondWithoutHolidays)}x`,
    ...Object.fromEntries(
      zones.map(({ zone, wrongCases, cases, wrongSample, sample }) => [
        zone,
        `${cases - wrongCases.length}/${cases} cases, ${sample - wrongSample}/${sample} right`,
      ]),
    ),
  };
}

function measure(name: string, times: number, answer: (index: number) => number): { name: string; perSecond: number } {
  let sum = 0;
  const rounds = Array.from({ length: 6 }, () => {
    const begun = process.hrtime.bigint();
    for (let time = 0; time < times; time += 1) sum += answer(time % QUESTIONS);
    return times / (Number(process.hrtime.bigint() - begun) / 1e9);
  });
  // The answers are used, so that no engine may leave the work out; the first round warms up.
  if (Number.isNaN(sum)) throw new Error(`${name} gave no number`);
  const sorted = rounds.slice(1).sort((one, other) => one - other);
  return { name, perSecond: Math.round(sorted[2] as number) };
}

function history(calendar: BusinessCalendar, start: Instant): ClockHistory {
  const after = (hours: number) => instant(start + hours * 60 * MINUTE);
  return {
    start,
    targetMinutes: TARGET_MINUTES,
    calendar,
    marks: [TARGET_MINUTES - 60, TARGET_MINUTES, TARGET_MINUTES + 120, TARGET_MINUTES + 240],
    events: [
      { at: after(5), type: "pause", reason: "requester" },
      { at: after(29), type: "resume", reason: "requester" },
      { at: after(40), type: "retarget", targetMinutes: 480 },
      { at: after(90), type: "met", answer: "a" },
      { at: after(100), type: "reopen" },
    ],
  };
}

function walk(start: Instant, targetMinutes: number): number {
  let left = targetMinutes * MINUTE;
  for (let date = Math.floor(start / DAY); ; date += 1) {
    const weekday = (date + 3) % 7;
    if (weekday > 4) continue;
    const midnight = date * DAY - offsetAt(date * DAY + 6 * 60 * MINUTE);
    const opens = Math.max(start, midnight + 480 * MINUTE);
    const closes = midnight + (weekday === 4 ? 870 : 960) * MINUTE;
    if (closes <= opens) continue;
    if (left <= closes - opens) return opens + left;
    left -= closes - opens;
  }
}

function offsetAt(at: number): number {
  const year = new Date(at).getUTCFullYear();
  for (const { to, offsetMilliseconds } of offsetStretches("Europe/Copenhagen", year)) {
    if (at < to) return offsetMilliseconds;
  }
  return 0;
}

// Spread over [0, 1) alike in every run, in no order.
function spread(index: number): number {
  return (index * 0.618_033_988_749_895) % 1;
}
