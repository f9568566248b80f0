import { expect, test } from "@jest/globals";
import {
  findThread,
  isNamedOn,
  THREAD_EVIDENCE,
  type ThreadCandidate,
} from "../../../../src/domain/threading/find-thread.ts";
import { instant } from "../../../../src/domain/time/instant.ts";

const NOON = Date.parse("2026-11-24T12:00:00Z");
const stranger = { ticketId: 7, senderTakesPart: false, senderOfOrganisation: false };
const facts = (candidates: ThreadCandidate[], proof = { senderUsable: true, authentic: false }) => ({
  candidates,
  ...proof,
  receivedAt: instant(NOON),
});

test("the address signed for one recipient is enough by itself", () => {
  const thread = findThread(
    facts([{ ...stranger, evidence: "signed-address" }], { senderUsable: false, authentic: false }),
  );
  expect(thread).toMatchObject({ kind: "found", ticketId: 7, evidence: "signed-address" });
});

test.each(THREAD_EVIDENCE.filter((evidence) => evidence !== "signed-address"))(
  "a stranger who learnt a ticket's %s joins nothing, proved or not",
  (evidence) => {
    for (const authentic of [false, true]) {
      const thread = findThread(facts([{ ...stranger, evidence }], { senderUsable: true, authentic }));
      expect(thread).toMatchObject({ kind: "none", relatedTicketId: 7 });
    }
  },
);

test("a participant joins by a Message-ID without proof, by a reference in the subject only with it", () => {
  const part = { ...stranger, senderTakesPart: true };
  expect(findThread(facts([{ ...part, evidence: "known-message-id" }])).kind).toBe("found");
  expect(findThread(facts([{ ...part, evidence: "subject-ref" }])).kind).toBe("none");
  const proved = { senderUsable: true, authentic: true };
  expect(findThread(facts([{ ...part, evidence: "subject-ref" }], proved)).kind).toBe("found");
});

test("a participant's address that cannot be told from the headers joins nothing by a Message-ID", () => {
  const part = { ...stranger, senderTakesPart: true, evidence: "own-message-id" as const };
  expect(findThread(facts([part], { senderUsable: false, authentic: false })).kind).toBe("none");
});

test("the first tie that is allowed wins, and each refusal is named", () => {
  const thread = findThread(
    facts([
      { ...stranger, evidence: "own-message-id" },
      { ...stranger, ticketId: 8, senderTakesPart: true, evidence: "known-message-id" },
    ]),
  );
  expect(thread).toMatchObject({ kind: "found", ticketId: 8 });
  expect(thread.reasons).toHaveLength(2);
});

const awaited = (authentic: boolean, receivedAt = NOON, isByRequester = true): ThreadCandidate => ({
  ...{ ...stranger, senderTakesPart: true, senderOfOrganisation: true, evidence: "awaited-message-id" },
  naming: { isByRequester, authentic, receivedAt: instant(receivedAt) },
});

test.each([
  ["both are proved, whichever came first", true, true, -1, null],
  ["the naming mail is proved, and the later one is not", true, false, -1, null],
  ["neither is proved, and the desk had it when it was named", false, false, 0, null],
  [
    "neither is proved, and it came later",
    ...[false, false, -1, "it came after the mail that names it, and neither is proved"],
  ],
  [
    "it is proved, and the naming mail is not",
    ...[false, true, 1, "this mail is proved, and the one that names it is not"],
  ],
] as const)("a mail that its requester named before it came: %s", (_, named, authentic, namedLater, refusal) => {
  const thread = findThread(facts([awaited(named, NOON + namedLater)], { senderUsable: true, authentic }));
  expect(thread.kind).toBe(refusal === null ? "found" : "none");
  expect(thread.reasons).toEqual([
    refusal === null ? "thread: awaited-message-id" : `not threaded by awaited-message-id: ${refusal}`,
  ]);
});

const shared = (authentic: boolean, isByRequester = true): ThreadCandidate => ({
  ...awaited(authentic, NOON - 1, isByRequester),
  evidence: "shared-message-id",
});

test.each([
  [true, true, true, true],
  [true, true, false, false],
  [true, false, true, false],
  [true, false, false, false],
  [false, true, true, false],
])(
  "two answers to a mail that is on no ticket of theirs, the requester's own: %s, the other proved: %s, this one proved: %s: on one ticket: %s",
  (isByRequester, other, authentic, isFound) => {
    const thread = findThread(facts([shared(other, isByRequester)], { senderUsable: true, authentic }));
    expect(thread.kind).toBe(isFound ? "found" : "none");
    expect(isNamedOn(shared(other, isByRequester), { authentic })).toBe(isFound);
  },
);

test("one refusal is named once, however many mails it is about", () => {
  expect(findThread(facts([shared(false), shared(false)])).reasons).toHaveLength(1);
});

test("nobody else's ticket is joined by naming a mail before it comes, whoever takes part there", () => {
  const proved = { senderUsable: true, authentic: true };
  const reason = "not threaded by awaited-message-id: the sender is not the requester of that ticket";
  const thread = findThread(facts([awaited(true, NOON, false)], proved));
  expect(thread).toEqual({ kind: "none", relatedTicketId: 7, reasons: [reason] });
});
