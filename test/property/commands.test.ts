import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { TIME_CAUSES } from "../../src/domain/billing/time-cause.ts";
import type { Command } from "../../src/domain/commands/command.ts";
import { parseCommands } from "../../src/domain/commands/parse-commands.ts";
import { formatWorkingTime } from "../../src/domain/time/working-time.ts";
import { testDesk } from "../support/test-desk.ts";

const desk = testDesk();
const scope = { agent: "one", desk, replyTemplates: ["solved", "working-on-it"] };

interface Line {
  line: string;
  command: Command;
}

const oneOf = (...lines: [string, Command][]) =>
  fc.constantFrom(...lines.map(([line, command]) => ({ line, command })));
const words = fc.constantFrom("Må vi?", "May we?", "på kundens svar");

/** One line of each kind, none of which contradicts another; copies may repeat. */
const kinds: fc.Arbitrary<Line>[] = [
  fc
    .tuple(fc.constantFrom("level", "niveau", "NIVEAU"), fc.constantFrom(...Object.keys(desk.levels)))
    .map(([word, level]) => ({ line: `#${word} ${level.toLowerCase()}`, command: { name: "level", level } })),
  oneOf(
    ["#tildel mig", { name: "assign", agent: "one", team: null }],
    ["#assign Agent Two", { name: "assign", agent: "two", team: null }],
    ["#assign support", { name: "assign", agent: null, team: "support" }],
  ),
  oneOf(
    ["#løst", { name: "resolve" }],
    ["#LUK", { name: "close" }],
    ["#gena\u030Abn", { name: "reopen" }],
    ["#vent på kundens svar", { name: "wait", reason: "på kundens svar" }],
  ),
  oneOf(["#cc it@north.example", { name: "cc", address: "it@north.example" }]),
  oneOf(["#uncc <Old@North.example>", { name: "uncc", address: "old@north.example" }]),
  fc
    .constantFrom(...Object.keys(desk.services))
    .map((service) => ({ line: `#service ${desk.services[service]!.name.da}`, command: { name: "service", service } })),
  fc
    .integer({ min: 1, max: 999 })
    .map((minutes) => ({ line: `#kvitter ${minutes}m`, command: { name: "ack", holdMinutes: minutes } })),
  oneOf(
    ["#godtag de betaler", { name: "accept", reason: "de betaler" }],
    ["#accept  ok", { name: "accept", reason: "ok" }],
  ),
  oneOf(["#FØLG", { name: "watch" }], ["#foelg-ikke", { name: "unwatch" }]),
  oneOf(["#status", { name: "status" }]),
  fc.tuple(fc.constantFrom("", "fjern ", "remove "), fc.integer({ min: 1, max: 999_999_999 })).map(([remove, id]) => ({
    line: `#fejl ${remove}KE-${id}`,
    command: { name: "error", action: remove === "" ? "link" : "unlink", id },
  })),
  oneOf(
    [
      "#ændring Ny version=5.3 udgave module=core",
      { name: "change", text: "Ny udgave", module: "core", version: "5.3", consent: null },
    ],
    ["#aendring Ny driver", { name: "change", text: "Ny driver", module: null, version: null, consent: null }],
  ),
  fc.constantFrom("customer", "vendor", null).map((hosting) => ({
    line: `#error new ${hosting === null ? "" : `hosting=${hosting} `}Import stopper module=core`,
    command: {
      name: "error",
      action: "new",
      title: "Import stopper",
      modules: [{ module: "core", versions: [] }],
      hosting,
    },
  })),
  fc
    .tuple(
      fc.integer({ min: -1440, max: 1440 }).filter((minutes) => minutes !== 0),
      fc.constantFrom(...TIME_CAUSES),
      fc.constantFrom("", "på stedet"),
    )
    .map(([minutes, cause, text]) => ({
      line: `#tid ${formatWorkingTime(minutes)} cause=${cause} ${text}`.trimEnd(),
      command: { name: "time", minutes, cause, text },
    })),
  oneOf(["#prøv", { name: "dry-run" }]),
];

const order = fc
  .subarray(kinds)
  .chain((chosen) => fc.tuple(...chosen))
  .chain((lines) => fc.shuffledSubarray(lines, { minLength: lines.length, maxLength: lines.length }));
const layout = fc.record({
  indent: fc.constantFrom("", " ", "\t"),
  between: fc.constantFrom("\n", "\r\n", "\n\n", "\n \n"),
});
const text = fc
  .array(fc.constantFrom("Hej Mette", "", "Prøv igen.", "  indrykket", "se #note på side 2", "#1 først", "Mvh Ida"), {
    maxLength: 6,
  })
  .map((lines) => lines.join("\n"));

test("whatever commands are written, in any order and layout, are read as they were meant, and the text is what is left", () => {
  fc.assert(
    fc.property(order, layout, text, (lines, { indent, between }, body) => {
      const written = [...lines.map(({ line }) => indent + line), body].join(between);
      const parsed = parseCommands(written, scope);
      expect(parsed).toEqual({
        ok: true,
        commands: lines.map(({ command }) => command),
        text: body.replace(/\r\n/g, "\n").trim(),
      });
    }),
    { numRuns: 3_000 },
  );
});

test("one wrong letter in one command, and nothing is done at all", () => {
  const typo = fc.constantFrom(
    "#resolv",
    "#nivau A",
    "#levell A",
    "#tildl mig",
    "#ask-conset Må vi?",
    "#skabalon solved",
  );
  fc.assert(
    fc.property(order, typo, words, fc.nat(), (lines, wrong, body, place) => {
      const written = lines.map(({ line }) => line);
      written.splice(place % (written.length + 1), 0, wrong);
      const parsed = parseCommands([...written, body].join("\n"), scope);
      expect(parsed.ok).toBe(false);
      if (!parsed.ok) expect(parsed.faults.map(({ line }) => line)).toContain(wrong);
    }),
    { numRuns: 2_000 },
  );
});

test("no mail at all makes the reader fail, and what it does not understand it never obeys", () => {
  const anything = fc.array(
    fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("#", "#ack", "# note", "#-", "#å")),
    {
      maxLength: 8,
    },
  );
  fc.assert(
    fc.property(anything, (lines) => {
      const parsed = parseCommands(lines.join("\n"), scope);
      if (parsed.ok) expect(parsed.commands.every(({ name }) => name === "ack")).toBe(true);
      else expect(parsed.faults.length).toBeGreaterThan(0);
    }),
    { numRuns: 3_000 },
  );
});
