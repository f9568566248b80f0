import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { commands } from "../src/cli/commands.ts";
import { readConfig } from "../src/config.ts";
import { createHolidaySource } from "../src/desk/holiday-source.ts";
import { createCalendar } from "../src/domain/calendar/business-calendar.ts";
import { deadline } from "../src/domain/calendar/business-time.ts";
import { CLOCK_EVENT_TYPES } from "../src/domain/sla/clock-event.ts";
import { maskedConfig } from "../src/masked-config.ts";
import { drawDocumentedClock } from "./support/documented-clock.ts";
import {
  type DocumentedExample,
  documentedExamples,
  loadExample,
  readWall,
  writeWall,
} from "./support/documented-examples.ts";

const read = (file: string) => readFileSync(file, "utf8");
const DOCUMENTS = [
  "README.md",
  "docs/operations.md",
  "docs/agreement.md",
  "docs/security.md",
  "docs/privacy.md",
  "docs/development.md",
];

test.each(DOCUMENTS)("%s names only commands that exist", (file) => {
  const scripts = Object.keys(JSON.parse(read("package.json")).scripts);
  const named = [...read(file).matchAll(/`?(?:npx )?svartid ([a-z][a-z-]*)/g)].map((found) => found[1]);
  const run = [...read(file).matchAll(/npm run ([a-z-]+)/g)].map((found) => found[1]);
  expect(named.filter((name) => !Object.hasOwn(commands, name ?? ""))).toEqual([]);
  expect(run.filter((name) => !scripts.includes(name ?? ""))).toEqual([]);
});

test.each(DOCUMENTS)("%s names only files that exist", (file) => {
  const folder = file.includes("/") ? "docs/" : "";
  const links = [...read(file).matchAll(/\]\(([^)#]+)\)/g)].map((found) => found[1] ?? "");
  for (const link of links) expect(read(folder + link)).not.toBe("");
});

test(".env.example and the operators' table list every variable with its comment", () => {
  const result = readConfig({ environment: {}, directory: "/nowhere", secret: "optional" });
  const names = result.ok ? maskedConfig(result.config).map(({ name }) => name) : [];
  expect(names.length).toBeGreaterThan(0);
  for (const name of names) {
    expect(read(".env.example")).toMatch(new RegExp(`^#?${name}=`, "m"));
    expect(read("docs/operations.md")).toContain(`\`${name}\``);
  }
});

test("every package is in the table of dependencies, and nothing else is", () => {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(read("package.json"));
  const wanted = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
  const section = /## Dependencies and their reasons\n([\s\S]*?)\nPinned/.exec(read("docs/development.md"))?.[1] ?? "";
  const listed = [...section.matchAll(/`([^`]+)`/g)].map((found) => found[1] ?? "");
  const isListed = (name: string) =>
    listed.includes(name) || (name.startsWith("@types/") && listed.includes("@types/*"));
  expect(wanted.filter((name) => !isListed(name))).toEqual([]);
  expect(listed.filter((name) => name !== "@types/*" && !/[.*]/.test(name) && !wanted.includes(name))).toEqual([]);
});

const shipped = read("config/desk.yaml");
const examples = documentedExamples(read("docs/agreement.md"));

test.each(examples.map((example) => [example.yaml.split("\n").slice(0, 2).join(" "), example] as const))(
  "what docs/agreement.md writes is a desk without a fault: %s",
  (_, example) => {
    expect(loadExample(example, shipped)).toMatchObject({ ok: true });
  },
);

test("the product promises what the tables of docs/agreement.md say", () => {
  const told = examples.flatMap((example) => example.promises.map((promise) => ({ example, promise })));
  expect(told.length).toBeGreaterThanOrEqual(15);
  for (const { example, promise } of told) {
    const promised = promisesUnder(example, promise);
    expect([promise.line, promised]).toEqual([
      promise.line,
      [promise.comesIn, ...promise.steps.map(({ wall }) => wall)],
    ]);
  }
});

function promisesUnder(example: DocumentedExample, promise: DocumentedExample["promises"][number]): (string | null)[] {
  const loaded = loadExample(example, shipped);
  if (!loaded.ok) throw new Error("an example of the document is faulty");
  const { desk } = loaded;
  const level = desk.levels[promise.level];
  const spec = desk.calendars[level?.calendar ?? ""];
  if (level === undefined || spec === undefined) throw new Error(`no level ${promise.level}`);
  const calendar = createCalendar(spec, createHolidaySource());
  const start = readWall(promise.comesIn, spec.zone);
  const ladder = level.ladder.map(({ atMinutes }) => atMinutes);
  const walls = promise.steps.map(({ minutes }) => {
    const at = deadline(calendar, start, level.firstResponseMinutes + minutes);
    return at === null || !ladder.includes(minutes) ? null : writeWall(at, spec.zone);
  });
  return [writeWall(start, spec.zone), ...walls];
}

test("the drawing of docs/agreement.md is what the product draws: after a change, npm run drawings and look at it", () => {
  expect(read("docs/explained-clock.svg")).toBe(drawDocumentedClock());
});

test("docs/agreement.md says what a simulation replays of each event that a clock stores", () => {
  const section = /## Trying a change on the past\n([\s\S]*?)\n## /.exec(read("docs/agreement.md"))?.[1] ?? "";
  for (const type of CLOCK_EVENT_TYPES) expect(section).toContain(`\`${type}\``);
});
