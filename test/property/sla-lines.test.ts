import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { createLineAnswerer } from "../../src/usecases/sla/answer-line.ts";
import { LINE_FAULT_CODES } from "../../src/usecases/sla/line-fault.ts";
import { arbitraryCalendar, arbitraryInstant, arbitraryTarget } from "../support/calendar-arbitraries.ts";
import { danishOnly } from "../support/calendars.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const answerLine = createLineAnswerer(danishOnly);

/** Questions without fault, of every kind. */
const sound: fc.Arbitrary<Record<string, unknown>> = fc
  .record({
    op: fc.constantFrom("deadline", "elapsed", "timeline"),
    calendar: arbitraryCalendar,
    one: arbitraryInstant,
    other: arbitraryInstant,
    targetMinutes: arbitraryTarget,
    type: fc.constantFrom("pause", "resume", "met", "revoke", "reopen", "cancel", "retarget", "calendar"),
  })
  .map(({ op, calendar, one, other, targetMinutes, type }) => {
    const [start, end] = [new Date(one).toISOString(), new Date(other).toISOString()];
    const event = { at: end, type, reason: "access", answer: "a", targetMinutes: 60, calendar };
    return { id: 1, op, calendar, start, from: start, to: end, asOf: end, targetMinutes, marks: [60], events: [event] };
  });

// What a desk may well send by mistake, and what nobody would.
const anything = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(null, -1, 0.5, 1e308, 2 ** 53, "", "08:00", "24:00", "2026-02-30", "__proto__", [], {}),
  fc.integer({ min: 501, max: 20_000 }).map((depth): unknown => new Deep(depth)),
);

/** Stands in a value for lists within lists, more than can be written otherwise. */
class Deep {
  readonly depth: number;

  constructor(depth: number) {
    this.depth = depth;
  }

  toJSON(): string {
    return `deep ${this.depth}`;
  }
}

const write = (value: unknown): string =>
  JSON.stringify(value)?.replace(/"deep (\d+)"/g, (_, depth: string) => "[".repeat(+depth) + "]".repeat(+depth)) ??
  "null";

/** A question with one value, anywhere in it, replaced or taken away. */
const damaged = fc.tuple(sound, fc.nat(), fc.option(anything)).map(([question, nth, value]) => {
  const copy = structuredClone(question);
  const places = placesIn(copy);
  const [holder, key] = places[nth % places.length] as (typeof places)[number];
  if (value === null) delete holder[key];
  else holder[key] = value;
  return write(copy);
});

function placesIn(value: unknown): [Record<string, unknown>, string][] {
  if (typeof value !== "object" || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [[holder, key], ...placesIn(holder[key])] as [typeof holder, string][]);
}

function expectOneAnswer(line: string, answer: string): void {
  expect(answer).not.toMatch(/[\r\n]/);
  const read = JSON.parse(answer) as { error?: { code: string; message: string } };
  expect(typeof read).toBe("object");
  if (!Object.hasOwn(read, "error") || Object.hasOwn(safely(line), "error")) return;
  expect(LINE_FAULT_CODES).toContain(read.error?.code);
  expect(read.error?.message).not.toBe("");
  expect(Object.keys(read)).toEqual(["id", "error"]);
}

function safely(line: string): object {
  try {
    return Object(JSON.parse(line));
  } catch {
    return {};
  }
}

test("a question without fault is answered without an error", () => {
  const property = fc.property(sound, (question) => {
    expect(JSON.parse(answerLine(JSON.stringify(question)))).not.toHaveProperty("error");
  });
  fc.assert(property, { numRuns: 500 });
});

test("whatever stands in place of a value, the line has one answer (3,000 cases)", () => {
  fc.assert(
    fc.property(damaged, (line) => expectOneAnswer(line, answerLine(line))),
    { numRuns: 3000 },
  );
});

test("any JSON and any text has one answer (3,000 cases)", () => {
  const line = fc.oneof(anything.map(write), fc.string({ unit: "binary" }), fc.string());
  fc.assert(
    fc.property(line, (text) => expectOneAnswer(text, answerLine(text))),
    { numRuns: 3000 },
  );
});

test("any bytes on standard input: one line of answer for each line, and the last is answered as ever", () => {
  const bytes = fc
    .uint8Array({ minLength: 1, maxLength: 60 })
    .map((some) => Buffer.from(some.filter((byte) => byte !== 10)));
  const lines = fc.oneof(
    bytes,
    damaged.map((line) => Buffer.from(line)),
  );
  // Visible in every line, so that none is blank.
  const sample = fc.sample(lines, 1500).map((line) => Buffer.concat([Buffer.from("{"), line]));
  const last = { id: "last", op: "deadline", calendar: { zone: "UTC", hours: { mon: [["08:00", "16:00"]] } } };
  const question = JSON.stringify({ ...last, start: "2026-11-23T08:00:00.000Z", targetMinutes: 60 });
  const { status, stdout } = spawnSync(
    process.execPath,
    ["test/support/run-typescript.mjs", "src/cli/program.ts", "sla", "compute"],
    {
      cwd: root,
      input: Buffer.concat([...sample, Buffer.from(question)].flatMap((line) => [line, Buffer.from("\n")])),
    },
  );
  const answers = stdout.toString().trimEnd().split("\n");
  expect(answers).toHaveLength(sample.length + 1);
  for (const answer of answers) expect(typeof JSON.parse(answer)).toBe("object");
  expect(JSON.parse(answers.at(-1) ?? "")).toMatchObject({ id: "last", deadline: "2026-11-23T09:00:00.000Z" });
  expect(status).toBe(0);
});
