import { expect, test } from "@jest/globals";
import { findThread, THREAD_EVIDENCE, type ThreadCandidate } from "../../../../src/domain/threading/find-thread.ts";

const stranger = { ticketId: 7, senderTakesPart: false, senderOfOrganisation: false };
const facts = (candidates: ThreadCandidate[], proof = { senderUsable: true, authentic: false }) => ({
  candidates,
  ...proof,
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
