import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { createFilters } from "../../../../src/adapters/console/filters.ts";
import { readReasons } from "../../../../src/adapters/console/read-reasons.ts";
import { readWords } from "../../../../src/adapters/console/read-words.ts";
import { TICKET_DEEDS } from "../../../../src/adapters/http/console-deeds.ts";
import { PROBLEM_CODES, Problem, writeProblem } from "../../../../src/adapters/http/problem.ts";
import { COVERAGES, HOSTINGS } from "../../../../src/domain/agreement/coverage.ts";
import { GATE_VERDICTS } from "../../../../src/domain/agreement/gate.ts";
import { MAIL_CLASSES } from "../../../../src/domain/outbound/mail-class.ts";
import { NOTICE_STATES } from "../../../../src/domain/releases/delivery-of-notice.ts";
import { LEFT_OUT_REASONS } from "../../../../src/domain/releases/judge-organisation.ts";
import { RELEASE_KINDS } from "../../../../src/domain/releases/release.ts";
import { PAUSE_REASONS } from "../../../../src/domain/sla/clock-event.ts";
import { STEP_KINDS } from "../../../../src/domain/sla/plan-ladder.ts";
import { TICKET_EVENT_TYPES } from "../../../../src/domain/ticket/ticket-event-type.ts";
import { TICKET_STATES } from "../../../../src/domain/ticket/ticket-state.ts";
import { CLOCK_KINDS } from "../../../../src/usecases/ports/clock-store.ts";
import { FILING_DECISIONS, INBOUND_STATES } from "../../../../src/usecases/ports/inbound-store.ts";
import { JOBS } from "../../../../src/usecases/ports/job-run-store.ts";
import { OUTBOX_STATES } from "../../../../src/usecases/ports/outbox-store.ts";
import { REPORT_SECTIONS } from "../../../../src/usecases/ports/report-store.ts";
import { DIRECTIONS } from "../../../../src/usecases/ports/ticket-store.ts";
import { DELIVERY_STATES } from "../../../../src/usecases/ports/webhook-store.ts";
import { OUTBOX_RESOLUTIONS } from "../../../../src/usecases/resolve-outbox.ts";

const FOLDER = "templates/console";
const OF_CUSTOMERS = ["survey.liquid", "request.liquid", "request-sent.liquid"];
const pages = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".liquid") && !OF_CUSTOMERS.includes(name))
  .map((name) => ({ name, text: readFileSync(`${FOLDER}/${name}`, "utf8") }));
const danish = readWords(FOLDER, "da");
const english = JSON.parse(readFileSync(`${FOLDER}/words.en.json`, "utf8")) as Record<string, string>;
const known = JSON.parse(readFileSync(`${FOLDER}/words.da.json`, "utf8")) as Record<string, string>;

const SAID = /"([^"]+)" \| t\b/g;
const OF_FILTERS = [...readFileSync("src/adapters/console/filters.ts", "utf8").matchAll(/say\("([^"]+)"\)/g)];
const OF_PROBLEMS = [...readFileSync("src/adapters/http/answer-problems.ts", "utf8").matchAll(/: "([A-Z][^"]+\.)"/g)];

const OPERATIONS = ["retry", "replay", ...OUTBOX_RESOLUTIONS];

/** Lists of the desk's own words that pages show, with what each is said of. */
const LISTS: readonly (readonly [string, readonly string[]])[] = [
  ["state", TICKET_STATES],
  ["", INBOUND_STATES],
  ["", FILING_DECISIONS],
  ["", OUTBOX_STATES],
  ["", DELIVERY_STATES],
  ["", CLOCK_KINDS],
  ["", PAUSE_REASONS],
  ["", STEP_KINDS],
  ["", JOBS],
  ["message", DIRECTIONS],
  ["coverage", COVERAGES],
  ["hosting", HOSTINGS],
  ["mail", MAIL_CLASSES],
  ["gate", GATE_VERDICTS],
  ["release", RELEASE_KINDS],
  ["event", TICKET_EVENT_TYPES],
  ["section", REPORT_SECTIONS],
  ["notice", NOTICE_STATES],
  ["left out", LEFT_OUT_REASONS],
  ...["ask", "do", "done"].map((about) => [about, [...TICKET_DEEDS, ...OPERATIONS]] as const),
  ["choose", TICKET_DEEDS],
  ["hold", ["1h", "2h", "4h", "until change"]],
  ["to", TICKET_STATES.filter((state) => state !== "new")],
];

test("every sentence of every page, of the error pages and of the filters stands in the Danish dictionary", () => {
  const said = [...pages.flatMap(({ text }) => [...text.matchAll(SAID)]), ...OF_FILTERS, ...OF_PROBLEMS].map(
    ([, sentence = ""]) => sentence,
  );
  expect(said.length).toBeGreaterThan(200);
  expect(said.filter((sentence) => danish.find(sentence) === null)).toEqual([]);
});

test.each(LISTS)("every word of a list is Danish (%s)", (context, list) => {
  expect(
    list.filter((word) => danish.find(`${context} ${word}`.trim()) === null && danish.find(word) === null),
  ).toEqual([]);
});

test("what happened to a ticket is a sentence of its own in English too", () => {
  const said = TICKET_EVENT_TYPES.map((type) => english[`event ${type}`] ?? type);
  expect(said.filter((words) => !/^[A-Z]/.test(words))).toEqual([]);
});

test("every title of an error page that people can meet is Danish", () => {
  const ofPrograms =
    /^(invalid-(cursor|organisation)|unauthenticated|order-|already-|precondition-|idempotency-|request-under|wrong-state|method-not)/;
  const titles = PROBLEM_CODES.filter((code) => !ofPrograms.test(code)).map(
    (code) => writeProblem(new Problem(code), "").title,
  );
  expect(titles.filter((title) => danish.find(title) === null && danish.find(`problem ${title}`) === null)).toEqual([]);
});

test("no page says anything outside of the dictionaries", () => {
  const bare = pages.map(({ name, text }) => ({
    name,
    words: text
      .replace(/\{%.*?%\}/gs, " ")
      .replace(/\{\{.*?\}\}/gs, " ")
      .replace(/<code>.*?<\/code>/gs, " ")
      .replace(/<[^>]*>/gs, " ")
      .match(/\p{L}{2,}/gu)
      ?.filter((word) => !["CSV", "JSON", "desk", "yaml"].includes(word)),
  }));
  expect(bare.filter(({ words }) => words !== undefined && words.length > 0)).toEqual([]);
});

test("no attribute that people read or hear is written but by the dictionaries", () => {
  const written = pages.flatMap(({ name, text }) =>
    [...text.matchAll(/(?:aria-label|title|placeholder|alt|data-label)="(?!\{\{)([^"]+)"/g)].map(
      ([, words]) => `${name}: ${words}`,
    ),
  );
  expect(written.filter((one) => !one.endsWith("2026-11"))).toEqual([]);
});

test("what a sentence leaves open is left open in the other language too", () => {
  const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort();
  for (const [sentence, translated] of Object.entries(known))
    expect([sentence, holes(translated)]).toEqual([sentence, holes(sentence)]);
});

test("neither dictionary has a word that nobody asks for", () => {
  const asked = new Set(
    [...pages.flatMap(({ text }) => [...text.matchAll(SAID)]), ...OF_FILTERS, ...OF_PROBLEMS].map(
      ([, sentence]) => sentence,
    ),
  );
  const words = new Set([...LISTS.flatMap(([context, list]) => list.flatMap((word) => [word, `${context} ${word}`]))]);
  const titles = new Set(PROBLEM_CODES.map((code) => writeProblem(new Problem(code), "").title));
  const text = pages.map((page) => page.text).join("\n");
  const idle = [...Object.keys(known), ...Object.keys(english)].filter(
    (key) =>
      !asked.has(key) &&
      !words.has(key) &&
      !titles.has(key) &&
      !/^(party|alert|problem) /.test(key) &&
      !text.includes(`"${key}" | word`),
  );
  expect(idle).toEqual(["waits-for-digest"]);
});

test("lengths and times are written as each language writes them", () => {
  const filters = (language: "da" | "en") =>
    createFilters({
      zone: "Europe/Copenhagen",
      words: readWords(FOLDER, language),
      sayReason: readReasons(FOLDER, language),
      agents: { one: "Agent One" },
    });
  const at = Date.parse("2026-11-30T09:15:00Z");
  expect(filters("da").minutes?.(250)).toBe("4 t 10 min");
  expect(filters("en").minutes?.(-250)).toBe("4 h 10 min");
  expect(filters("da").ago?.(at - 65_000, at)).toBe("1 min siden");
  expect(filters("en").in?.(at + 3 * 86_400_000, at)).toBe("in 3 days");
  expect(filters("da").exacttime?.(at)).toBe("mandag den 30. november 2026 kl. 10.15");
  expect(filters("da").bytes?.(1_250_000)).toBe("1,3 MB");
  expect(filters("en").word?.("never-heard_of", "event")).toBe("never heard of");
  expect(["one", "constructor"].map((key) => filters("da").agentname?.(key))).toEqual(["Agent One", "constructor"]);
  expect(() => filters("da").t?.("never said")).toThrow("words.da.json lacks");
});
