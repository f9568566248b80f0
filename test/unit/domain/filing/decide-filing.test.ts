import { describe, expect, test } from "@jest/globals";
import { MAIL_KINDS, type MailKind } from "../../../../src/domain/email/mail-understanding.ts";
import { decideFiling, type FilingFacts } from "../../../../src/domain/filing/decide-filing.ts";
import { NOTE_REASONS } from "../../../../src/domain/filing/judge-agent-mail.ts";

const found = { kind: "found", ticketId: 7, evidence: "signed-address", reasons: [] } as const;
const none = { kind: "none", relatedTicketId: null, reasons: [] } as const;

const ordinary: FilingFacts = {
  isStated: false,
  kind: "person",
  kindReasons: [],
  duplicateOf: null,
  senderUsable: true,
  authentic: false,
  domainProved: false,
  claimedAgent: null,
  grant: null,
  addressExpired: false,
  speaksFor: null,
  mayWrite: true,
  hasNoDmarc: false,
  acceptsConfirmation: false,
  confirmation: null,
  saysYes: false,
  thread: none,
  reopening: null,
  reportedOutboxId: null,
  answersAutomaticMail: false,
  answersMailOfNoTicket: false,
  answersRelease: null,
  asksForStatus: false,
  answersAgentsMail: false,
  forwardsSomeone: false,
};

/** A mail of agent one to the address signed for them, with nothing amiss. */
const speaking: FilingFacts = {
  ...ordinary,
  authentic: true,
  domainProved: true,
  claimedAgent: "one",
  grant: { kind: "agent", agent: "one" },
  speaksFor: "one",
  thread: found,
  reopening: "append",
};

/** For each condition of threat T3, the facts by which it alone does not hold. */
const broken: Readonly<Record<(typeof NOTE_REASONS)[number], Partial<FilingFacts>>> = {
  "no-token": { grant: null },
  expired: { addressExpired: true },
  unproved: { domainProved: false, authentic: false },
  "other-sender": { claimedAgent: "two" },
  "ambiguous-sender": { senderUsable: false, authentic: false },
  automatic: { kind: "auto-reply" },
  "may-not-write": { mayWrite: false },
};

describe("who may speak as an agent", () => {
  test("with all seven conditions the mail speaks as the agent", () => {
    expect(decideFiling(speaking).plan).toEqual({ action: "agent-mail", ticketId: 7, agent: "one" });
  });

  test.each(NOTE_REASONS)("without one of them it is a note with that reason: %s", (reason) => {
    const facts = { ...speaking, ...broken[reason], answersAgentsMail: reason === "no-token" };
    expect(decideFiling(facts)).toMatchObject({
      decision: "threaded",
      plan: { action: "keep-as-note", agent: "one", why: [reason] },
    });
  });

  test("without any of them each has its reason, and nobody who was an agent once speaks", () => {
    const nothing = Object.assign({}, speaking, ...Object.values(broken), { answersAgentsMail: true });
    expect(decideFiling(nothing).plan).toMatchObject({ action: "keep-as-note", why: NOTE_REASONS });
    const gone = { ...speaking, speaksFor: null, claimedAgent: null, mayWrite: false };
    expect(decideFiling(gone).plan).toMatchObject({ agent: null, why: ["other-sender", "may-not-write"] });
  });

  test("somebody outside who holds an agent's signed address is no agent", () => {
    const facts = { ...speaking, claimedAgent: null };
    expect(decideFiling(facts).plan).toMatchObject({ action: "keep-as-note", why: ["other-sender"] });
  });

  test("an automatic mail that has nothing to do with an agent's address stays what it was", () => {
    const facts = { ...ordinary, kind: "auto-reply" as const, claimedAgent: "one", speaksFor: "one", thread: found };
    expect(decideFiling(facts).plan).toEqual({ action: "record", ticketId: 7 });
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
    expect(decideFiling({ ...bounce, reportedOutboxId: 12 }).plan).toMatchObject({
      action: "record-bounce",
      outboxId: 12,
    });
  });
});

test.each([
  ["auto-reply", 7],
  ["system", null],
  ["list", null],
] as const)(
  "a proved report of success that is %s mail is recorded, on the ticket only where such mail is",
  (kind, ticketId) => {
    const decided = decideFiling({ ...ordinary, kind, thread: found, reportedOutboxId: 12 });
    expect(decided).toMatchObject({
      decision: "recorded",
      plan: { action: "record-delivery", outboxId: 12, ticketId },
    });
  },
);

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
    const toLine = { ...speaking, answersAutomaticMail: true, answersMailOfNoTicket: true };
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

  test("a mail that its own answer named joins that ticket, and is acknowledged where it answers no mail that the desk wrote by itself", () => {
    const awaited = {
      ...ordinary,
      thread: { ...found, evidence: "awaited-message-id" },
      reopening: "append",
    } as const;
    const { plan, decision } = decideFiling(awaited);
    expect({ plan, decision }).toEqual({
      plan: {
        action: "join",
        ticketId: 7,
        evidence: "awaited-message-id",
        reopening: "append",
        acknowledging: "allowed",
      },
      decision: "threaded",
    });
    expect(decideFiling({ ...awaited, answersAutomaticMail: true }).plan).toMatchObject({
      acknowledging: "answers-automatic-mail",
    });
    expect(decideFiling({ ...awaited, reopening: "reopen" }).reasons).toContain("the ticket had ended: reopen");
    expect(decideFiling({ ...awaited, kind: "auto-reply" }).plan).toEqual({ action: "record", ticketId: 7 });
    const second = decideFiling({ ...awaited, thread: { ...found, evidence: "shared-message-id" } }).plan;
    expect(second).toMatchObject({ action: "join", evidence: "shared-message-id" });
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

/** An answer of agent one to the address that confirms inbound email 12. */
const confirming: FilingFacts = {
  ...speaking,
  authentic: false,
  domainProved: false,
  grant: null,
  hasNoDmarc: true,
  acceptsConfirmation: true,
  confirmation: { id: 3, agent: "one", inboundEmailId: 12, state: "open" },
  saysYes: true,
};

describe("what an agent may be asked to confirm", () => {
  const unproved: FilingFacts = {
    ...speaking,
    authentic: false,
    domainProved: false,
    hasNoDmarc: true,
    acceptsConfirmation: true,
  };

  test("a mail that lacks nothing but DMARC, of a domain that has none, where the desk file says so", () => {
    expect(decideFiling(unproved).plan).toMatchObject({ action: "keep-as-note", mayBeConfirmed: true });
  });

  test.each<Partial<FilingFacts>>([
    { hasNoDmarc: false },
    { acceptsConfirmation: false },
    { addressExpired: true },
    { kind: "auto-reply" },
    { senderUsable: false },
    { claimedAgent: "two" },
    { mayWrite: false },
    { grant: null, answersAgentsMail: true },
  ])("nothing else: %j", (change) => {
    expect(decideFiling({ ...unproved, ...change }).plan).toMatchObject({
      action: "keep-as-note",
      mayBeConfirmed: false,
    });
  });
});

describe("what confirms a held mail", () => {
  test("an agent's own answer to an open confirmation", () => {
    const plan = { action: "carry-out-held", ticketId: 7, agent: "one", confirmationId: 3, inboundEmailId: 12 };
    expect(decideFiling(confirming)).toMatchObject({ plan, decision: "threaded" });
    expect(decideFiling({ ...confirming, hasNoDmarc: false, domainProved: true }).plan).toEqual(plan);
  });

  const { confirmation } = confirming;
  test.each<Partial<FilingFacts>>([
    { hasNoDmarc: false },
    { acceptsConfirmation: false },
    { kind: "auto-reply" },
    { senderUsable: false },
    { claimedAgent: "two" },
    { claimedAgent: null },
    { mayWrite: false },
    { saysYes: false },
    { confirmation: { ...confirmation!, state: "used" } },
    { confirmation: { ...confirmation!, state: "expired" } },
    { confirmation: { ...confirmation!, state: "changed" } },
  ])("nothing with less: %j", (change) => {
    expect(decideFiling({ ...confirming, ...change }).plan).toMatchObject({
      action: "keep-as-note",
      agent: "one",
      mayBeConfirmed: false,
    });
  });

  test.each([
    [{ saysYes: false }, ["no-plain-yes", "unproved"]],
    [{ confirmation: { ...confirmation!, state: "used" } }, ["confirmation-used", "unproved"]],
    [{ confirmation: { ...confirmation!, state: "expired" } }, ["confirmation-expired", "unproved"]],
    [{ confirmation: { ...confirmation!, state: "changed" } }, ["confirmation-changed", "unproved"]],
    [{ claimedAgent: "two" }, ["no-token", "unproved", "other-sender"]],
  ] as const)("and it is told in its own words why: %j", (change, why) => {
    expect(decideFiling({ ...confirming, ...change }).plan).toMatchObject({ why });
  });

  test("a proved answer that is no plain yes never goes to the customer, though the desk asks for DMARC by now", () => {
    const proved = { ...confirming, hasNoDmarc: false, domainProved: true, acceptsConfirmation: false };
    for (const saysYes of [true, false]) {
      expect(decideFiling({ ...proved, saysYes }).plan).toMatchObject({ action: "keep-as-note" });
    }
  });
});
