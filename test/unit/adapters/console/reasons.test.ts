import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { readReasons } from "../../../../src/adapters/console/read-reasons.ts";
import { THREAD_EVIDENCE } from "../../../../src/domain/threading/find-thread.ts";

const FOLDER = "templates/console";
const say = readReasons(FOLDER, "da");
const known = JSON.parse(readFileSync(`${FOLDER}/reasons.da.json`, "utf8")) as Record<string, string>;

/** Where reasons are written: the file, and the words after which they stand in it. */
const WRITTEN = [
  ["src/domain/filing/decide-filing.ts", "function planReasons"],
  ["src/domain/threading/find-thread.ts", "export function findThread"],
  ["src/domain/email/classify.ts", "export function classify"],
  ["src/domain/email/auto-reply-signs.ts", "export function autoReplySigns"],
  ["src/domain/email/bounce-signs.ts", "export function bounceSigns"],
] as const;

/** What is written into a list of reasons or given as one, each fact in it as a word. */
function reasonsIn(file: string, after: string): string[] {
  const code = readFileSync(file, "utf8");
  const lines = code
    .slice(code.indexOf(after))
    .split("\n")
    .filter((line) => /push\(|return |\? |: \[|^ {2}"?[\w-]+"?: "/.test(line) && !line.includes("/^"));
  return lines
    .flatMap((line) =>
      [...line.matchAll(/"([^"]+)"|`([^`]+)`/g)].map(
        ([, plain, filled = ""]) => plain ?? filled.replaceAll(/\$\{[^}]+\}/g, "x"),
      ),
    )
    .filter((text) => text.includes(" ") && !text.startsWith("the original message"));
}

test.each(WRITTEN)("every reason that %s writes is said in Danish", (file, after) => {
  const reasons = reasonsIn(file, after);
  expect(reasons.length).toBeGreaterThan(3);
  expect(reasons.filter((reason) => say(reason).language !== "da")).toEqual([]);
});

test.each([
  ...THREAD_EVIDENCE.map((evidence) => [`thread: ${evidence}`, `hører til sagen i kraft af ${known[evidence]}`]),
  [
    "not threaded by subject-ref: the sender is not proved",
    "ikke lagt til en sag i kraft af sagsnummeret i emnet: det er ikke bevist, hvem afsenderen er",
  ],
  [
    "in the name of agent one, kept as a note: the signed address has expired; a machine sent it",
    "i medarbejderens navn (one), gemt som note: den signerede adresse er udløbet; en maskine sendte den",
  ],
  ["auto-reply mail is recorded and never answered", "et autosvar noteres og besvares aldrig"],
  ["has a message/feedback-report part", "har en del af typen message/feedback-report"],
  ["the ticket had ended: reopen", "sagen var slut: sagen åbnes igen"],
])("%s: %s", (reason, said) => {
  expect(say(reason)).toEqual({ text: said, language: "da" });
});

test("what the dictionary lacks stands as it is, marked as English; a fact is no pattern", () => {
  expect(say("reading failed: $& (unknown")).toEqual({ text: "reading failed: $& (unknown", language: "en" });
  expect(say("it answers the notice of release $&.*").text).toBe("den besvarer beskeden om release $&.*");
  expect(readReasons(FOLDER, "en")("opens a ticket")).toEqual({ text: "opens a ticket", language: "en" });
});

test("what a reason leaves open is left open in Danish too", () => {
  const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort();
  for (const [reason, said] of Object.entries(known)) expect([reason, holes(said)]).toEqual([reason, holes(reason)]);
});
