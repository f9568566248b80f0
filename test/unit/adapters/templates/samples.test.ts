import { expect, test } from "@jest/globals";
import { replySampleIn, samplesIn } from "../../../../src/adapters/templates/samples.ts";

const NAMES = ["Agent One", "Agent Two", "Kirsten Holm", "North Utility", "Backup", "mailbox support"];
const OF_SERVERS = [
  "550 5.1.1 No such user",
  "550 5.1.1 no such user",
  "535 5.7.8 authentication failed",
  "HTTP 410",
  // Where a check is red the log and /readyz say it in English; what people are mailed is said by the template.
  "Mailbox support was not read for 150 s; it is looked at every 60 s.",
  "Run svartid check: it says whether the server can be reached.",
];

test("each text of a preview is written in both languages, and what is the same in both is a name, a code or a server's answer", () => {
  const [danish, english] = [textsOf("da"), textsOf("en")];
  expect(english.map(([place]) => place)).toEqual(danish.map(([place]) => place));
  const inBoth = danish.filter(([, text], index) => text === english[index]?.[1] && /^[^@/]*$/.test(text));
  const words = inBoth.map(([, text]) => text).filter((text) => /[\p{Lu}\s]|[^\p{ASCII}]/u.test(text));
  const codes = /^(?:SV-\w+-\d|KE-\d+|[A-D]|core \d\.\d|#levl A)$/;
  expect([...new Set(words)].filter((text) => !codes.test(text)).sort()).toEqual([...NAMES, ...OF_SERVERS].sort());
});

function textsOf(language: "da" | "en"): [place: string, text: string][] {
  return leavesOf({ templates: samplesIn(language), reply: replySampleIn(language) }, "");
}

function leavesOf(value: unknown, place: string): [string, string][] {
  if (typeof value === "string") return [[place, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => leavesOf(item, `${place}/${key}`));
}
