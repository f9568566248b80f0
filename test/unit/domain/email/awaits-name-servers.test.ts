import { expect, test } from "@jest/globals";
import { awaitsNameServers } from "../../../../src/domain/email/awaits-name-servers.ts";
import type { Authenticity } from "../../../../src/domain/email/mail-understanding.ts";

const found: Authenticity = {
  spf: null,
  dkim: null,
  dmarc: null,
  aligned: false,
  domainProved: false,
  why: [],
  source: "own-check",
};

test.each([
  ["a key that could not be had", { dkim: "temperror", dmarc: "temperror" }, true],
  ["a policy that could not be had for a sound signature", { dkim: "pass", dmarc: "temperror" }, true],
  ["no signature: nothing could prove it", { dkim: "none", dmarc: "temperror" }, false],
  ["a signature that failed", { dkim: "fail", dmarc: "temperror" }, false],
  ["a pass", { dkim: "pass", dmarc: "pass" }, false],
  ["a fail", { dkim: "pass", dmarc: "fail" }, false],
] as const)("asking again can prove a sender or not: %s", (_, results, expected) => {
  expect(awaitsNameServers({ ...found, ...results })).toBe(expected);
});

test("the word of the receiving server is final, whatever it could not find out", () => {
  const told: Authenticity = { ...found, dkim: "temperror", dmarc: "temperror", source: "receiving-server" };
  expect(awaitsNameServers(told)).toBe(false);
});
