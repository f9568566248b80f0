import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { parseDesk } from "../../../src/desk/parse-desk.ts";

const shipped = readFileSync("config/desk.yaml", "utf8");
const BOXES = `mailboxes:
  - { name: support, imap: "imaps://s:p@mail.example" }
  - { name: sales, imap: "imaps://v:p@mail.example" }
`;
const parse = (more: string) =>
  parseDesk(`desk: { address: Support@desk.example, opsAddress: ops@desk.example }\n${more}`, {}, shipped);
const settings = (more: string) => {
  const parsed = parse(more);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  return parsed.desk.canary;
};
const faults = (more: string) => {
  const parsed = parse(more);
  return parsed.ok ? [] : parsed.faults.map(({ path, message }) => `${path}: ${message}`);
};

test("no canary is sent by a desk that does not ask for one", () => {
  expect(settings("")).toBeNull();
});

test("what canary leaves out is as usual, and lengths are seconds or minutes", () => {
  const usual = { everySeconds: 300, withinSeconds: 120, answerTo: null, addresses: {} };
  expect(settings("canary: {}")).toEqual(usual);
  expect(settings("canary: { every: 10m, within: 90s, answerTo: Sink@desk.example }")).toEqual({
    ...usual,
    everySeconds: 600,
    withinSeconds: 90,
    answerTo: "sink@desk.example",
  });
  expect(settings(`${BOXES}canary: { addresses: { sales: Sales@desk.example } }`)?.addresses).toEqual({
    sales: "sales@desk.example",
  });
});

test.each([
  ["canary: { every: 5 }", /canary\.every.*5m or 90s/],
  ["canary: { every: 0s }", /canary\.every.*5m or 90s/],
  ["canary: { every: 60s }", /canary\.every: a canary would be missed only after the next one has left/],
  ["canary: { within: 6m }", /canary\.within: .*write no more than canary\.every/],
  ["canary: { answerTo: support@desk.example }", /canary\.answerTo: the answer comes back to the desk without this/],
  [
    "canary: { addresses: { supprt: a@desk.example } }",
    /"supprt" is not a mailbox of this desk \(did you mean support\?\)/,
  ],
  [
    `${BOXES}canary: {}`,
    /canary: the address support@desk\.example belongs to mailbox support already.*canary\.addresses/,
  ],
  [`${BOXES}canary: { addresses: { support: x@desk.example, sales: X@desk.example } }`, /canary\.addresses\.sales/],
])("%s says how to mend it", (more, message) => {
  expect(faults(more)).toEqual([expect.stringMatching(message)]);
});
