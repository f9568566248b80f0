import { describe, expect, test } from "@jest/globals";
import { MAIL_KINDS, type MailKind } from "../../../../src/domain/email/mail-understanding.ts";
import { decideFiling, type FilingFacts } from "../../../../src/domain/filing/decide-filing.ts";

const found = { kind: "found", ticketId: 7, evidence: "signed-address", reasons: [] } as const;
const none = { kind: "none", relatedTicketId: null, reasons: [] } as const;

const ordinary: FilingFacts = {
  kind: "person",
  kindReasons: [],
  duplicateOf: null,
  senderUsable: true,
  authentic: false,
  claimedAgent: null,
  grant: null,
  thread: none,
  reopening: null,
  bouncedOutboxId: null,
  answersAutomaticMail: false,
  answersMailOfNoTicket: false,
  asksForStatus: false,
  forwardsSomeone: false,
};

const conditions = [
  "authentic",
  "senderUsable",
  "claimed",
  "grantIsOurs",
  "grantIsForAgent",
  "person",
  "threaded",
] as const;

type Evidence = Record<(typeof conditions)[number], boolean>;

function factsOf(evidence: Evidence): FilingFacts {
  const { authentic, senderUsable } = evidence;
  return {
    ...ordinary,
    authentic,
    senderUsable,
    claimedAgent: evidence.claimed ? "one" : null,
    grant: grantOf(evidence),
    kind: evidence.person ? "person" : "auto-reply",
    thread: evidence.threaded ? found : none,
    reopening: evidence.threaded ? "append" : null,
  };
}

function grantOf({ grantIsOurs, grantIsForAgent }: Evidence): FilingFacts["grant"] {
  if (grantIsForAgent) return { kind: "agent", agent: grantIsOurs ? "one" : "two" };
  return grantIsOurs ? { kind: "requester" } : null;
}

describe("who may speak as an agent", () => {
  const rows = Array.from({ length: 2 ** conditions.length }, (_, bits) =>
    Object.fromEntries(conditions.map((name, place) => [name, Boolean(bits & (1 << place))])),
  ) as Evidence[];

  test("of the 128 combinations of evidence exactly the one with all of it speaks as the agent", () => {
    const speaking = rows.filter((row) => decideFiling(factsOf(row)).plan.action === "agent-mail");
    expect(speaking).toEqual([Object.fromEntries(conditions.map((name) => [name, true]))]);
  });

  test("a forged agent's mail stays as a note that nobody outside sees", () => {
    const decided = decideFiling({
      ...ordinary,
      claimedAgent: "one",
      grant: { kind: "agent", agent: "one" },
      thread: found,
    });
    expect(decided).toMatchObject({ decision: "threaded", plan: { action: "keep-as-note", why: "unauthentic" } });
  });

  test("a colleague who answers with another agent's address does not speak for that agent", () => {
    const facts = {
      ...ordinary,
      authentic: true,
      claimedAgent: "two",
      grant: { kind: "agent", agent: "one" } as const,
      thread: found,
    };
    expect(decideFiling(facts).plan).toMatchObject({ action: "keep-as-note", why: "other-recipient" });
  });

  test("somebody outside who holds an agent's signed address is no agent", () => {
    const facts = { ...ordinary, authentic: true, grant: { kind: "agent", agent: "one" } as const, thread: found };
    expect(decideFiling(facts).plan).toMatchObject({ action: "keep-as-note", why: "other-recipient" });
  });
});

describe("automatic mail", () => {
  const automatic = MAIL_KINDS.filter((kind): kind is MailKind => kind !== "person" && kind !== "unreadable");

  test.each(automatic)("%s mail is recorded, never a ticket, whatever it refers to", (kind) => {
    for (const thread of [found, none]) {
      expect(decideFiling({ ...ordinary, kind, thread }).decision).toBe("recorded");
    }
  });

  test.each(["system", "list"] as const)("%s mail never lands on a ticket that somebody outside reads", (kind) => {
    expect(decideFiling({ ...ordinary, kind, thread: found }).plan).toEqual({ action: "record", ticketId: null });
  });

  test("a bounce counts only for a mail that we provably sent", () => {
    const bounce = { ...ordinary, kind: "bounce" as const };
    expect(decideFiling(bounce).plan.action).toBe("record");
    expect(decideFiling({ ...bounce, bouncedOutboxId: 12 }).plan).toMatchObject({
      action: "record-bounce",
      outboxId: 12,
    });
  });
});

describe("people's mail", () => {
  test("a mail that belongs nowhere opens a ticket, linked to where it may belong", () => {
    const decided = decideFiling({ ...ordinary, thread: { ...none, relatedTicketId: 3 } });
    expect(decided).toMatchObject({
      decision: "ticketed",
      plan: { action: "open", relatedTicketId: 3, requester: "sender" },
    });
  });

  test("a stranger's answer to an automatic mail of ours opens a ticket that is not acknowledged", () => {
    const answer = { ...ordinary, answersAutomaticMail: true };
    expect(decideFiling(answer).plan).toMatchObject({ action: "open", acknowledging: "answers-automatic-mail" });
    const late = decideFiling({ ...answer, thread: found, reopening: "open-linked" });
    expect(late.plan).toMatchObject({ action: "open", acknowledging: "allowed" });
  });

  test("a proved agent's answer to a digest goes back, since it names no ticket; one to a line's own address is obeyed", () => {
    const answer = {
      ...ordinary,
      claimedAgent: "one",
      authentic: true,
      answersAutomaticMail: true,
      answersMailOfNoTicket: true,
    };
    expect(decideFiling(answer)).toMatchObject({
      decision: "recorded",
      plan: { action: "return-to-agent", agent: "one" },
    });
    expect(decideFiling({ ...answer, authentic: false }).plan).toMatchObject({ action: "open" });
    expect(decideFiling({ ...answer, claimedAgent: null }).plan).toMatchObject({ action: "open" });
    const toLine = { ...answer, thread: found, grant: { kind: "agent", agent: "one" } } as const;
    expect(decideFiling(toLine).plan).toMatchObject({ action: "agent-mail", ticketId: 7 });
  });

  test("a reply joins its ticket; one that comes too late opens a linked one", () => {
    const threaded = { ...ordinary, thread: found };
    expect(decideFiling({ ...threaded, reopening: "append" }).plan).toMatchObject({ action: "append", ticketId: 7 });
    expect(decideFiling({ ...threaded, reopening: "open-linked" }).plan).toMatchObject({
      action: "open",
      relatedTicketId: 7,
    });
  });

  test("the same content again is a duplicate before it is anything else", () => {
    const decided = decideFiling({ ...ordinary, duplicateOf: 5, thread: found, claimedAgent: "one" });
    expect(decided).toMatchObject({ decision: "recorded", plan: { action: "record-duplicate", of: 5 } });
  });

  test("an agent's forward opens a ticket for the original sender only with proof", () => {
    const forward = { ...ordinary, claimedAgent: "one", forwardsSomeone: true };
    expect(decideFiling(forward).plan).toMatchObject({ requester: "sender", acknowledging: "unproved-agent" });
    expect(decideFiling({ ...forward, authentic: true }).plan).toMatchObject({
      requester: "forwarded",
      acknowledging: "allowed",
    });
  });
});
