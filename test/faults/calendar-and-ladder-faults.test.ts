import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { loadDesk } from "../../src/desk/load-desk.ts";

const PROGRAM = join(process.cwd(), "dist/cli/program.js");
const LIMIT_MS = 120_000;
const HEAD = "desk: { address: support@desk.example, opsAddress: ops@desk.example }";
const HOURS = 'hours: { mon: [["08:00", "16:00"]] }';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "svartid-desk-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

interface DeskFault {
  what: string;
  /** What follows the first line of the file. */
  lines: string[];
  line: number;
  path: string;
  mend: RegExp;
}

// The calendar begins in line 2, its zone stands in line 4, what is given here from line 5.
const inCalendar = (...lines: string[]): string[] => [
  "calendars:",
  "  office:",
  "    zone: Europe/Copenhagen",
  ...lines.map((line) => `    ${line}`),
];
const inLadder = (...steps: string[]): string[] => ["ladder:", ...steps.map((step) => `  - ${step}`)];

const calendarFaults: DeskFault[] = [
  {
    what: "an unknown zone",
    lines: ["calendars:", "  office:", "    zone: Europe/Kopenhagen", `    ${HOURS}`],
    line: 4,
    path: "calendars.office.zone",
    mend: /name an IANA zone such as Europe\/Copenhagen/,
  },
  {
    what: "an offset for a zone",
    lines: ["calendars:", "  office:", '    zone: "+01:00"', `    ${HOURS}`],
    line: 4,
    path: "calendars.office.zone",
    mend: /name an IANA zone/,
  },
  {
    what: "no zone",
    lines: ["calendars:", "  office:", `    ${HOURS}`],
    line: 3,
    path: "calendars.office",
    mend: /`zone` is missing: name an IANA zone/,
  },
  {
    what: "no hours",
    lines: inCalendar(),
    line: 3,
    path: "calendars.office",
    mend: /`hours` is missing: give each weekday its openings/,
  },
  {
    what: "a weekday by its long name",
    lines: inCalendar("hours:", '  monday: [["08:00", "16:00"]]'),
    line: 6,
    path: "calendars.office.hours.monday",
    mend: /use mon, tue, wed/,
  },
  {
    what: "hours as text",
    lines: inCalendar("hours:", "  mon: 08:00-16:00"),
    line: 6,
    path: "calendars.office.hours.mon",
    mend: /a list such as \[\["08:00", "16:00"\]\]/,
  },
  {
    what: "an opening without its end",
    lines: inCalendar("hours:", '  mon: [["08:00"]]'),
    line: 6,
    path: "calendars.office.hours.mon[0]",
    mend: /a pair of times such as \["08:00", "16:00"\]/,
  },
  {
    what: "an hour without its minutes",
    lines: inCalendar("hours:", '  mon: [["8", "16:00"]]'),
    line: 6,
    path: "calendars.office.hours.mon[0][0]",
    mend: /write whole minutes as "HH:MM"/,
  },
  {
    what: "a time after the end of the day",
    lines: inCalendar("hours:", '  mon: [["08:00", "24:30"]]'),
    line: 6,
    path: "calendars.office.hours.mon[0][1]",
    mend: /up to "24:00"/,
  },
  {
    what: "a night shift in one opening",
    lines: inCalendar("hours:", '  mon: [["22:00", "06:00"]]'),
    line: 6,
    path: "calendars.office.hours.mon[0]",
    mend: /a night shift is two openings/,
  },
  {
    what: "openings that overlap",
    lines: inCalendar("hours:", '  mon: [["08:00", "12:00"], ["11:00", "16:00"]]'),
    line: 6,
    path: "calendars.office.hours.mon[1]",
    mend: /join the two or move one/,
  },
  {
    what: "a calendar that never opens",
    lines: inCalendar("hours: {}"),
    line: 5,
    path: "calendars.office.hours",
    mend: /give at least one weekday an opening/,
  },
  {
    what: "holidays of no country",
    lines: inCalendar(HOURS, "holidays: [dk, zz]"),
    line: 6,
    path: "calendars.office.holidays[1]",
    mend: /use a code such as dk/,
  },
  {
    what: "a closure on a date that does not exist",
    lines: inCalendar(HOURS, "closures:", "  - { date: 2026-02-30 }"),
    line: 7,
    path: "calendars.office.closures[0].date",
    mend: /write a real one as YYYY-MM-DD/,
  },
  {
    what: "a closure that ends before it begins",
    lines: inCalendar(HOURS, "closures:", '  - { date: 2026-12-24, from: "12:00", to: "10:00" }'),
    line: 7,
    path: "calendars.office.closures[0]",
    mend: /`from` must be before `to`/,
  },
  {
    what: "an unknown key in a closure",
    lines: inCalendar(HOURS, "closures:", '  - { date: 2026-12-24, until: "10:00" }'),
    line: 7,
    path: "calendars.office.closures[0].until",
    mend: /use date, from, to/,
  },
  {
    what: "an opening on a date, without its end",
    lines: inCalendar(HOURS, "openings:", '  - { date: 2026-12-24, from: "10:00" }'),
    line: 7,
    path: "calendars.office.openings[0]",
    mend: /write the opening as \{ date: /,
  },
  {
    what: "an unknown key of a calendar",
    lines: inCalendar(HOURS, "holiday: [dk]"),
    line: 6,
    path: "calendars.office.holiday",
    mend: /use zone, hours, holidays, closures, openings/,
  },
  {
    what: "a level under a calendar that is not there",
    lines: [
      "levels: { A: { name: { da: n, en: n }, definition: { da: d, en: d }, calendar: nights, firstResponse: 4h } }",
    ],
    line: 2,
    path: "levels.A.calendar",
    mend: /known are office/,
  },
];

const ladderFaults: DeskFault[] = [
  {
    what: "a ladder that is one step",
    lines: ["ladder: { at: 0h, to: [ops] }"],
    line: 2,
    path: "ladder",
    mend: /a list of steps such as - \{ at: 0h/,
  },
  {
    what: "a step at no time",
    lines: inLadder("{ at: soon, to: [ops] }"),
    line: 3,
    path: "ladder[0].at",
    mend: /such as 2h, 0h or, before the target, -1h/,
  },
  {
    what: "a step at a number without its unit",
    lines: inLadder("{ at: 0h, to: [ops] }", "{ at: 60, to: [ops] }"),
    line: 4,
    path: "ladder[1].at",
    mend: /such as 2h, 0h/,
  },
  {
    what: "a step without its time",
    lines: inLadder("{ to: [ops] }"),
    line: 3,
    path: "ladder[0].at",
    mend: /at is missing; give a length of working time/,
  },
  {
    what: "a step without recipients",
    lines: inLadder("{ at: 0h }"),
    line: 3,
    path: "ladder[0].to",
    mend: /to is missing; give a list of at least one recipient/,
  },
  {
    what: "a step to nobody",
    lines: inLadder("{ at: 0h, to: [] }"),
    line: 3,
    path: "ladder[0].to",
    mend: /an empty list is not a list of at least one recipient, such as \[lead, ops\]/,
  },
  {
    what: "a role that is none",
    lines: inLadder("{ at: 0h, to: [boss] }"),
    line: 3,
    path: "ladder[0].to[0]",
    mend: /neither a role .*write one of them/,
  },
  {
    what: "an alert to the requester",
    lines: inLadder("{ at: 0h, to: [ops, requester] }"),
    line: 3,
    path: "ladder[0].to[1]",
    mend: /neither a role .*write one of them/,
  },
  {
    what: "a role that nobody fills",
    lines: inLadder("{ at: -1h, to: [lead] }"),
    line: 3,
    path: "ladder[0].to[0]",
    mend: /nobody is lead on this desk; give a team a lead/,
  },
  {
    what: "an alert to the desk itself",
    lines: inLadder("{ at: 0h, to: [support@desk.example] }"),
    line: 3,
    path: "ladder[0].to[0]",
    mend: /name a person's address/,
  },
  {
    what: "an address that is none",
    lines: inLadder('{ at: 0h, to: ["a b@c"] }'),
    line: 3,
    path: "ladder[0].to[0]",
    mend: /an email address such as/,
  },
  {
    what: "a webhook that is not there",
    lines: inLadder('{ at: 0h, to: ["webhook:chat"] }'),
    line: 3,
    path: "ladder[0].to[0]",
    mend: /not a webhook of this desk/,
  },
  {
    what: "an unknown key of a step",
    lines: inLadder("{ at: 0h, to: [ops], when: now }"),
    line: 3,
    path: "ladder[0].when",
    mend: /the keys are at, to/,
  },
  {
    what: "a fault in a level's own ladder",
    lines: [
      "levels:",
      "  A:",
      "    { name: { da: n, en: n }, definition: { da: d, en: d }, calendar: office, firstResponse: 4h,",
      "      ladder: [{ at: 0h, to: [boss] }] }",
    ],
    line: 5,
    path: "levels.A.ladder[0].to[0]",
    mend: /write one of them/,
  },
];

const faults = [...calendarFaults, ...ladderFaults];

test.each(faults)("$what is refused with its path, its line and the mend", ({ lines, line, path, mend }) => {
  const loaded = loadDesk(write(lines), {});
  expect(loaded.ok ? [] : loaded.faults).toEqual([
    { path, line, column: expect.any(Number), message: expect.stringMatching(mend) },
  ]);
});

const seen = (command: string, what: string) => ({ command, fault: faults.find((fault) => fault.what === what) });

test.each([
  seen("start", "an unknown zone"),
  seen("check", "a night shift in one opening"),
  seen("start", "a step to nobody"),
  seen("check", "a role that nobody fills"),
])(
  "svartid $command begins nothing with $fault.what",
  ({ command, fault }) => {
    if (fault === undefined) throw new Error("no such fault in the table");
    const { lines, line, path, mend } = fault;
    const file = write(lines);
    const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, command], {
      cwd: directory,
      env: {
        PATH: process.env.PATH,
        SVARTID_DESK: file,
        SVARTID_SECRET: "a secret of the test that is long enough to sign with",
      },
      encoding: "utf8",
      timeout: LIMIT_MS,
    });
    expect(status).toBe(1);
    expect(stdout).toBe("");
    const place = `svartid: desk.yaml:${line}:`;
    expect(stderr.slice(0, place.length)).toBe(place);
    expect(stderr).toContain(` ${path}: `);
    expect(stderr).toMatch(mend);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  },
  LIMIT_MS,
);

function write(lines: readonly string[]): string {
  const file = join(directory, "desk.yaml");
  writeFileSync(file, `${[HEAD, ...lines].join("\n")}\n`);
  return file;
}
