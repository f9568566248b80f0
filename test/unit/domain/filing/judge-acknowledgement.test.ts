import { expect, test } from "@jest/globals";
import {
  type AcknowledgementFacts,
  judgeAcknowledgement,
} from "../../../../src/domain/filing/judge-acknowledgement.ts";

const facts: AcknowledgementFacts = {
  acknowledging: "allowed",
  senderUsable: true,
  authentic: false,
  automatic: { mayAnswer: true, why: [] },
  policy: "always",
  limits: {
    unauthenticatedAcknowledgementsAnHour: 3,
    unauthenticatedAcknowledgementsADay: 10,
    requesterAcknowledgementsADay: 30,
    domainAcknowledgementsADay: 200,
    totalAcknowledgementsAnHour: 1000,
  },
  sent: { lastHour: 0, lastDay: 0, domainLastDay: 0, totalLastHour: 0, sameBodyLastHour: 0 },
};

test("a person's first mail is acknowledged", () => expect(judgeAcknowledgement(facts)).toEqual([]));

test.each<[string, Partial<AcknowledgementFacts>]>([
  ["an agent's name without proof", { acknowledging: "unproved-agent" }],
  ["an answer to an automatic mail", { acknowledging: "answers-automatic-mail" }],
  ["a sender who cannot be told", { senderUsable: false }],
  ["automatic mail", { automatic: { mayAnswer: false, why: ["empty return path"] } }],
  ["an unproved sender where the desk asks for proof", { policy: "authenticated" }],
  ["the fourth unproved mail in an hour", { sent: { ...facts.sent, lastHour: 3 } }],
  ["the eleventh unproved mail in a day", { sent: { ...facts.sent, lastDay: 10 } }],
  ["the thirty-first mail in a day", { authentic: true, sent: { ...facts.sent, lastDay: 30 } }],
  ["the third mail of the same words in an hour", { authentic: true, sent: { ...facts.sent, sameBodyLastHour: 2 } }],
  ["a domain that was answered too often", { authentic: true, sent: { ...facts.sent, domainLastDay: 200 } }],
  ["a desk that answers too often", { authentic: true, sent: { ...facts.sent, totalLastHour: 1000 } }],
])("%s is not acknowledged", (_, change) => {
  expect(judgeAcknowledgement({ ...facts, ...change })).toHaveLength(1);
});

test("proof lifts the hourly limit", () => {
  expect(
    judgeAcknowledgement({ ...facts, authentic: true, sent: { ...facts.sent, lastHour: 20, lastDay: 20 } }),
  ).toEqual([]);
});
