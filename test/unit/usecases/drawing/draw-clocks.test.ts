import { expect, test } from "@jest/globals";
import type { CalendarSpec } from "../../../../src/domain/calendar/calendar-spec.ts";
import type { ClockEvent } from "../../../../src/domain/sla/clock-event.ts";
import { countedIntervalsOf } from "../../../../src/domain/sla/counted-intervals-of.ts";
import { instant } from "../../../../src/domain/time/instant.ts";
import { localPieces } from "../../../../src/domain/time/local-pieces.ts";
import { type DrawingOrder, drawClocks } from "../../../../src/usecases/drawing/draw-clocks.ts";
import { drawingWords } from "../../../../src/usecases/drawing/drawing-words.ts";
import { OFFICE, roundTheClock } from "../../../support/calendars.ts";
import { type ClockStory, explainedClock } from "../../../support/explained-clock.ts";
import { at } from "../../../support/memory-clocks.ts";
import { parseSvg, type SvgElement } from "../../../support/parse-svg.ts";
import { XSS_PAYLOADS } from "../../../support/xss-payloads.ts";

const PAUSED: ClockEvent[] = [
  { at: at("2026-05-26T07:15:00Z"), type: "pause", reason: "access" },
  { at: at("2026-05-26T09:00:00Z"), type: "resume", reason: "access" },
];

// From Friday before Whit Monday: 50 minutes count, then a long weekend.
const WHITSUN: ClockStory = {
  start: "2026-05-22T11:40:00Z",
  now: "2026-05-26T09:30:00Z",
  targetMinutes: 240,
  steps: [-60, 0, 120],
  events: PAUSED,
};

function draw(story: ClockStory, order: Partial<DrawingOrder> = {}): SvgElement[] {
  return parseSvg(
    drawClocks({
      ref: "SV-7K3M9-2",
      subject: "No readings since last night",
      clocks: [explainedClock(story)],
      now: at(story.now),
      zone: "Europe/Copenhagen",
      language: "en",
      levelName: () => "Critical fault",
      ...order,
    }),
  );
}

const texts = (svg: readonly SvgElement[]) => svg.filter(({ name }) => name === "text").map(({ text }) => text);
const bars = (svg: readonly SvgElement[], ...kinds: string[]) =>
  svg.filter(({ name, text, attributes }) => name === "rect" && text !== "" && kinds.includes(attributes.class ?? ""));

test("a running clock is drawn with all that was counted, what was not and why, and what lies ahead", () => {
  const svg = draw(WHITSUN);
  expect(texts(svg)).toEqual([
    "SV-7K3M9-2No readings since last night",
    "Times in Europe/Copenhagen. Drawn Tuesday 26 May 2026 at 11:30.",
    "First response, level A (Critical fault)",
    "running",
    "Promised: 4 h of working time. Counted: 2 h 35 min. Due Tuesday 26 May 2026 at 12:55.",
    "Not counted: closed 89 h 30 min, paused 1 h 45 min.",
    ...["07:00", "08:00", "09:00", "10:00", "11:00", "12:00", "13:00", "14:00", "15:00", "counted", "sum"],
    ...["Fri 22 May 2026", "13:40 Start: 4 h promised", "+ 50 min", "50 min"],
    ...["Sat 23 May – Mon 25 May", "closed: Whit Monday (Mon 25 May)"],
    ...["Tue 26 May", "09:15 Paused: access", "11:00 Pause ends: access", "11:30 Now"],
    ...["11:55 Warning, if nothing happens", "12:55 Deadline", "+ 1 h 45 min", "2 h 35 min"],
    ...["counted", "left until the deadline", "paused", "closed"],
    "Only the hours on the axis are drawn; outside them nothing was counted.",
  ]);
  expect(bars(svg, "counted").map(({ text }) => text)).toEqual([
    "13:40–14:30 counted",
    "08:00–09:15 counted",
    "11:00–11:30 counted",
  ]);
  expect(bars(svg, "left").map(({ text }) => text)).toEqual(["11:30–12:55 left until the deadline"]);
  expect(bars(svg, "paused").map(({ text }) => text)).toEqual(["09:15–11:00 paused: access"]);
});

test("a bar is as long as its time, on the hours of the axis", () => {
  const [first] = bars(draw(WHITSUN), "counted");
  // The axis shows 07:00 to 15:00 on 556 pixels from 200.
  expect(Number(first?.attributes.x)).toBeCloseTo(200 + (556 * (13 * 60 + 40 - 7 * 60)) / 480, 0);
  expect(Number(first?.attributes.width)).toBeCloseTo((556 * 50) / 480, 0);
});

test("in Danish everything is said in Danish, holidays too", () => {
  const said = texts(draw(WHITSUN, { language: "da", levelName: () => "Kritisk fejl" }));
  for (const text of [
    "Første svar, niveau A (Kritisk fejl)",
    "Lovet: 4 t arbejdstid. Talt: 2 t 35 min. Frist tirsdag den 26. maj 2026 kl. 12.55.",
    "lukket: 2. pinsedag (man. 25. maj)",
    "09.15 Pause: adgang",
    "12.55 Frist",
  ]) {
    expect(said).toContain(text);
  }
});

test("a kept promise ends at its answer, beside the deadline it had", () => {
  const events: ClockEvent[] = [...PAUSED, { at: at("2026-05-26T09:20:00Z"), type: "met", answer: "outbox:1" }];
  const svg = draw({ ...WHITSUN, events, now: "2026-07-01T08:00:00Z" });
  expect(texts(svg)).toContain("11:20 Answered: promise kept");
  expect(texts(svg)).toContain("12:55 Deadline");
  expect(texts(svg)).not.toContain("10:00 Now");
  expect(texts(svg).filter((text) => text.startsWith("Wed "))).toEqual([]);
  expect(bars(svg, "left").map(({ text }) => text)).toEqual(["11:20–12:55 left until the deadline"]);
});

test("a broken promise shows when it broke, what bounced, what rang and rang late, and how late the answer was", () => {
  const rang = (step: number, kind: "warning" | "breach" | "escalation", dueAt: string, firedAt = dueAt) => ({
    ...{ generation: 1, step, kind, dueAt: at(dueAt), firedAt: at(firedAt) },
  });
  const svg = draw({
    ...WHITSUN,
    now: "2026-05-28T08:00:00Z",
    escalations: [
      rang(-60, "warning", "2026-05-26T08:10:00Z"),
      rang(0, "breach", "2026-05-26T09:10:00Z"),
      rang(120, "escalation", "2026-05-26T11:10:00Z", "2026-05-26T13:10:00Z"),
    ],
    events: [
      { at: at("2026-05-26T09:40:00Z"), type: "met", answer: "outbox:1" },
      { at: at("2026-05-26T09:50:00Z"), type: "revoke", answer: "outbox:1" },
      { at: at("2026-05-27T06:20:00Z"), type: "met", answer: "outbox:2" },
    ],
  });
  for (const text of [
    "10:10 Warning",
    "11:10 Deadline passed",
    "11:40 Answer bounced: does not count",
    "11:50 The answer bounced; the clock ran on",
    "13:10 Escalated (sent Tue 26 May 15:10)",
    "08:20 Answered 5 h 10 min late",
    "breached",
  ]) {
    expect(texts(svg)).toContain(text);
  }
  expect(bars(svg, "overdue").map(({ text }) => text.slice(0, 11))).toEqual([
    ...["11:10–11:40", "11:40–11:50", "11:50–16:00", "08:00–08:20"],
  ]);
});

test("level, calendar, cancelling and reopening have their notes, and a closure its word", () => {
  const calendar: CalendarSpec = { ...OFFICE, closures: [{ date: "2026-03-11", from: "12:00", to: "16:00" }] };
  const svg = draw({
    start: "2026-03-10T08:00:00Z",
    now: "2026-03-13T08:00:00Z",
    targetMinutes: 600,
    calendar,
    kind: "resolution",
    events: [
      { at: at("2026-03-10T09:00:00Z"), type: "retarget", targetMinutes: 900 },
      { at: at("2026-03-10T10:00:00Z"), type: "met", answer: "a" },
      { at: at("2026-03-11T07:30:00Z"), type: "reopen" },
      { at: at("2026-03-12T10:00:00Z"), type: "cancel" },
    ],
  });
  for (const text of ["10:00 New level: 15 h promised", "08:30 Reopened", "11:00 Cancelled", "cancelled"]) {
    expect(texts(svg)).toContain(text);
  }
  expect(bars(svg, "closed").map(({ text }) => text)).toContain("12:00–24:00 closed: closure");
  expect(bars(svg, "closed").filter(({ text }) => text.includes("closure"))).toHaveLength(1);
  expect(bars(svg, "kept")).not.toEqual([]);
});

test("every counted interval is drawn once, whatever the calendar and the events", () => {
  const words = drawingWords("en");
  let seed = 7;
  const chance = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * below);
  };
  const zones = ["Europe/Copenhagen", "Australia/Lord_Howe", "America/New_York", "Asia/Kathmandu"];
  for (let round = 0; round < 60; round += 1) {
    const zone = zones[chance(zones.length)] ?? "UTC";
    const start = at("2026-03-25T00:00:00Z") + chance(200 * 24) * 3_600_000;
    const moment = () => instant(start + chance(12 * 24 * 60) * 60_000);
    const story: ClockStory = {
      start: new Date(start).toISOString(),
      now: new Date(start + 12 * 24 * 3_600_000).toISOString(),
      targetMinutes: chance(4_000),
      calendar: chance(3) === 0 ? roundTheClock(zone) : { ...OFFICE, zone },
      events: [
        ...(chance(2) === 0 ? [{ at: moment(), type: "pause", reason: "access" } as const] : []),
        ...(chance(2) === 0 ? [{ at: moment(), type: "resume" } as const] : []),
        ...(chance(3) === 0 ? [{ at: moment(), type: "met", answer: "a" } as const] : []),
        ...(chance(3) === 0 ? [{ at: moment(), type: "retarget", targetMinutes: chance(4_000) } as const] : []),
      ],
    };
    const told = explainedClock(story);
    const counted = told.rows.flatMap((row) => (row.kind === "counted" ? localPieces(row.at, row.to, zone) : []));
    const svg = draw(story, { zone });
    const drawn = bars(svg, "counted", "overdue").map(({ text }) => text.slice(0, 11));
    expect(drawn).toEqual(counted.map((piece) => `${words.time(piece.fromMinute)}–${words.time(piece.toMinute)}`));
    const total = countedIntervalsOf(told.reading).reduce((sum, [from, to]) => sum + to - from, 0);
    expect(counted.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(total);
    expect(texts(svg).join("\n")).toContain(`Counted: ${words.length(total)}.`);
  }
});

test("on the night the clocks go back the repeated hour is drawn twice, and the date says why", () => {
  const story: ClockStory = {
    start: "2026-10-24T23:00:00Z",
    now: "2026-10-25T02:00:00Z",
    targetMinutes: 600,
    calendar: roundTheClock("Europe/Copenhagen"),
  };
  const svg = draw(story);
  expect(bars(svg, "counted").map(({ text }) => text)).toEqual(["01:00–03:00 counted", "02:00–03:00 counted"]);
  expect(texts(svg)).toContain("clocks go back");
  expect(texts(svg)).toContain("+ 3 h");
  const spring = draw({ ...story, start: "2026-03-29T00:00:00Z", now: "2026-03-29T03:00:00Z" });
  expect(texts(spring)).toContain("clocks go forward");
});

test("weeks stay readable: idle dates are joined as torn rows, and months fold with their sums", () => {
  const story: ClockStory = {
    start: "2026-01-05T07:00:00Z",
    now: "2026-09-14T09:00:00Z",
    targetMinutes: 48_000,
    events: [
      { at: at("2026-03-03T08:30:00Z"), type: "pause", reason: "requester" },
      { at: at("2026-03-16T10:00:00Z"), type: "resume", reason: "requester" },
    ],
  };
  const svg = draw(story);
  const rows = svg.filter(({ attributes }) => attributes.class === "day" || attributes.class === "days");
  expect(rows.length).toBeLessThan(15);
  const said = texts(svg);
  expect(said).toContain("Tue 6 Jan – Mon 2 Mar");
  expect(said).toContain("56 days, 308 h counted");
  expect(
    said.some((text) => /^\d+ days, \d+ h( 30 min)? counted; closed: Maundy Thursday \(Thu 2 Apr\), /.test(text)),
  ).toBe(true);
  expect(said).toContain("Wed 4 Mar – Sun 15 Mar");
  expect(said).toContain("paused: requester");
  const weeks = draw({ ...story, now: "2026-02-02T09:00:00Z", events: [] });
  expect(texts(weeks).some((text) => /^\d+ days, \d+ h( 30 min)? left(; closed: .*)?$/.test(text))).toBe(true);
  expect(bars(weeks, "counted").length).toBeGreaterThanOrEqual(20);
  expect(texts(weeks).filter((text) => text.startsWith("Sat "))).toEqual([
    ...["Sat 10 Jan – Sun 11 Jan", "Sat 17 Jan – Sun 18 Jan", "Sat 24 Jan – Sun 25 Jan", "Sat 31 Jan – Sun 1 Feb"],
  ]);
});

test("of hundreds of events on one date the first and the last are noted, and all that was counted is drawn", () => {
  const events = Array.from({ length: 400 }, (_, index): ClockEvent => {
    const when = instant(at("2026-03-10T08:00:00Z") + index * 60_000);
    return index % 2 === 0 ? { at: when, type: "pause", reason: "requester" } : { at: when, type: "resume" };
  });
  const story: ClockStory = { start: "2026-03-10T07:00:00Z", now: "2026-03-10T14:50:00Z", targetMinutes: 600, events };
  const svg = draw(story);
  expect(bars(svg, "counted")).toHaveLength(201);
  const notes = texts(svg).filter((text) => /^\d\d:\d\d ./.test(text));
  // 400 events, the start and the present; the deadline is on the next date.
  expect(notes).toHaveLength(25);
  expect(notes).toContain("08:00 Start: 10 h promised");
  expect(notes).toContain("15:50 Now");
  expect(notes.filter((text) => text.endsWith("and 379 more events"))).toHaveLength(1);
});

test.each(XSS_PAYLOADS)("nothing a stranger wrote becomes markup: %s", (payload) => {
  const events: ClockEvent[] = [
    { at: at("2026-05-26T07:15:00Z"), type: "pause", reason: payload },
    { at: at("2026-05-26T09:00:00Z"), type: "resume", reason: payload },
  ];
  const order = { ref: payload, subject: `${payload}\u0000\u001b[31m\ufffe\ud800`, levelName: () => payload };
  const svg = draw({ ...WHITSUN, level: payload, events }, order);
  expect(new Set(svg.map(({ name }) => name))).toEqual(new Set(draw(WHITSUN).map(({ name }) => name)));
  const names = new Set(svg.flatMap(({ attributes }) => Object.keys(attributes)));
  expect([...names].filter((name) => /^on|href|src/i.test(name))).toEqual([]);
  expect(texts(svg).join("\n")).toContain(
    payload
      .replaceAll(/[\s\p{Cc}]+/gu, " ")
      .slice(0, 20)
      .trim(),
  );
});

test("the file loads nothing, runs nothing, is named and described, and follows the reader's light or dark", () => {
  const svg = draw(WHITSUN);
  const find = (name: string) => svg.filter((element) => element.name === name);
  expect(find("svg")[0]?.attributes).toMatchObject({ role: "img", "aria-labelledby": "title desc", lang: "en" });
  expect(find("title")[0]).toMatchObject({ text: "SV-7K3M9-2 No readings since last night" });
  expect(find("desc")[0]?.text).toContain("Tue 26 May 2026 09:15 Paused: access.");
  const style = find("style")[0]?.text ?? "";
  expect(style).toContain("prefers-color-scheme:dark");
  expect([...style.matchAll(/url\((.*?)\)/g)].map(([, target]) => target?.[0])).toEqual(["#", "#", "#", "#"]);
  expect(style).not.toContain("@import");
  expect(svg.some(({ name }) => /script|foreignObject|image|use|^a$/i.test(name))).toBe(false);
});

test("a ticket without a clock says so", () => {
  const svg = draw(WHITSUN, { clocks: [] });
  expect(texts(svg)).toContain("No time was promised for this ticket, so no clock runs.");
});
