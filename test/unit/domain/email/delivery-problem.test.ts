import { expect, test } from "@jest/globals";
import {
  DELIVERY_PROBLEMS,
  type DeliveryProblem,
  deliveryProblem,
  isForGood,
  PROBLEM_WORDS,
} from "../../../../src/domain/email/delivery-problem.ts";

const CASES: readonly [DeliveryProblem, string | null, string][] = [
  ["no-such-address", "5.1.1", ""],
  ["no-such-address", null, "550 5.1.1 <x@north.example>: Recipient address rejected: User unknown"],
  ["no-such-address", "5.0.0", "550 No such user here"],
  ["no-such-address", null, "550 Unrouteable address"],
  ["no-such-address", "5.1.10", "556 5.1.10 the domain takes no mail (nullMX)"],
  ["mailbox-full", "5.2.2", "552 5.2.2 mailbox full"],
  ["mailbox-full", "4.2.2", ""],
  ["mailbox-full", "5.1.1", "550 5.1.1 the mailbox is full"],
  ["mailbox-closed", null, "550 5.2.1 receiving mail at a rate that prevents additional messages"],
  ["too-large", null, "552 5.3.4 the mail is larger than the server takes"],
  ["too-large", "5.2.3", ""],
  ["blocked", "5.7.1", "550 5.7.1 message content rejected"],
  ["blocked", null, "550 5.1.8 sender address rejected: domain not found"],
  ["content", "5.6.1", ""],
  ["unreachable", "4.4.7", "delivery time expired"],
  ["unreachable", "5.4.1", "no answer from host"],
  ["no-such-server", "5.4.4", "Host or domain name not found. Name service error for name=nort.example type=A"],
  ["no-such-server", null, "550 5.4.310 DNS domain nort.example does not exist"],
  ["server-trouble", "5.4.6", "mail for north.example loops back to myself"],
  ["unknown", "5.4.1", "550 5.4.1 Recipient address rejected: Access denied"],
  ["server-trouble", "5.3.2", ""],
  ["unknown", null, "550 Sender verify failed: no such user"],
  ["unknown", null, "550 mailbox unavailable"],
  ["unknown", "5.5.2", ""],
  ["unknown", null, ""],
];

test.each(CASES)("%s is what %s and %j say", (problem, status, words) => {
  expect(deliveryProblem(status, words)).toBe(problem);
});

test.each([
  ["5.1.1", "", true],
  ["4.1.1", "550 5.1.1 no such user", false],
  [null, "550 5.1.1 no such user", true],
  [null, "450 4.1.1 try again", false],
  [null, "550 no such user", true],
  [null, "450 no such user", false],
  [null, "no such user", false],
] as const)("only a 5 is for good: %s %s", (status, words, expected) => {
  expect(isForGood(status, words)).toBe(expected);
});

test("every problem has a sentence in every language", () => {
  for (const problem of DELIVERY_PROBLEMS) {
    for (const text of Object.values(PROBLEM_WORDS[problem])) expect(text).toMatch(/^[A-Z].*[^.]$/);
  }
});
