import { describe, expect, test } from "@jest/globals";
import { activityOf } from "../../../../src/domain/agreement/activity-of.ts";
import { changesToTell } from "../../../../src/domain/agreement/changes-to-tell.ts";
import { moveWords } from "../../../../src/domain/agreement/move-words.ts";
import { whoseMove } from "../../../../src/domain/agreement/whose-move.ts";
import { testDesk } from "../../../support/test-desk.ts";

const desk = testDesk(`
activities:
  level-c: { name: { da: Niveau C, en: Level C }, customer: I, vendor: A/R }
  access: { name: { da: IT-adgang, en: IT access }, toCustomer: { da: adgang til jer, en: access to you }, customer: A/R, vendor: I/S }
  approved: { name: { da: Ændringer, en: Changes }, customer: A, vendor: R }
  done-by-them: { name: { da: Tømning, en: Emptying }, customer: R, vendor: A }
  shared: { name: { da: Fælles, en: Shared }, customer: A/R, vendor: R }
  nobodys: { name: { da: Tilsyn, en: Inspection }, customer: "", vendor: A }
  asked: { name: { da: Nye moduler, en: New modules }, customer: C, vendor: A/R }
`);
const TICKET = { state: "open", activity: null, level: "C", isServed: true, pauseReason: null } as const;
const said = (ticket: object, reader: "customer" | "vendor") =>
  moveWords(desk, whoseMove(desk, { ...TICKET, ...ticket }), reader);

describe("the activity of a ticket", () => {
  test.each([
    [null, "C", "level-c"],
    ["access", "C", "access"],
    ["gone", "C", "level-c"],
    [null, "A", null],
    [null, "gone", null],
  ])("given %s at level %s is %s", (activity, level, id) => {
    expect(activityOf(desk, { activity, level })?.id ?? null).toBe(id);
  });
});

describe("whose move it is", () => {
  test.each([
    ["resolved", { state: "resolved", activity: "access" }, null, "ended"],
    ["closed, though it waits and nothing serves it", { state: "closed", isServed: false }, null, "ended"],
    ["without an agreement", { isServed: false, activity: "access" }, "vendor", "agreement"],
    ["waiting for acceptance", { isServed: false, state: "waiting" }, "vendor", "agreement"],
    ["waiting for an answer", { state: "waiting" }, "customer", "answer"],
    ["waiting for access", { state: "waiting", pauseReason: "consent, access" }, "customer", "access"],
    ["waiting for consent", { state: "waiting", pauseReason: "consent, requester" }, "customer", "consent"],
    ["open, and access is still missing", { state: "open", pauseReason: "access" }, "customer", "access"],
    ["of its level", {}, "vendor", "activity"],
    ["of no activity", { level: "A" }, "vendor", "none"],
    ["the customer's activity", { activity: "access" }, "customer", "activity"],
    ["done by the vendor, approved by the customer", { activity: "approved" }, "vendor", "activity"],
    ["done by the customer, approved by the vendor", { activity: "done-by-them" }, "customer", "activity"],
    ["done by both, the accountable one's", { activity: "shared" }, "customer", "activity"],
    ["done by neither, the accountable one's", { activity: "nobodys" }, "vendor", "activity"],
  ])("%s", (_, ticket, party, reason) => {
    expect(whoseMove(desk, { ...TICKET, ...(ticket as object) })).toMatchObject({ party, reason });
  });
});

describe("in words", () => {
  test.each([
    [{}, "Vores træk: niveau C er vores ansvar (A/R).", "Our move: we are responsible for level C (A/R)."],
    [
      { activity: "access" },
      "Jeres træk: adgang til jer er jeres ansvar (A/R).",
      "Your move: you are responsible for access to you (A/R).",
    ],
    [
      { activity: "approved" },
      "Vores træk: ændringer er vores ansvar (R), og I godkender (A).",
      "Our move: we are responsible for changes (R), and you approve (A).",
    ],
    [{ state: "waiting" }, "Jeres træk: vi venter på jeres svar.", "Your move: we wait for your answer."],
  ])("to a customer: %j", (ticket, da, en) => {
    expect(said(ticket, "customer")).toEqual({ da, en });
  });

  test.each([
    [
      { activity: "access" },
      "Kundens træk: IT-adgang er kundens ansvar (A/R); vi orienteres og bistår (I/S).",
      "The customer's move: the customer is responsible for IT access (A/R); we are informed and support (I/S).",
    ],
    [
      { activity: "asked" },
      "Vores træk: nye moduler er vores ansvar (A/R); kunden spørges til råds (C).",
      "Our move: we are responsible for new modules (A/R); they are consulted (C).",
    ],
    [
      { activity: "done-by-them" },
      "Kundens træk: tømning er kundens ansvar (R), og vi godkender (A).",
      "The customer's move: the customer is responsible for emptying (R), and we approve (A).",
    ],
    [{ level: "A" }, "Vores træk: vi skal svare.", "Our move: we owe an answer."],
    [{ state: "closed" }, "Ingen har trækket: sagen er afsluttet.", "Nobody's move: the ticket has ended."],
  ])("to the desk's own people: %j", (ticket, da, en) => {
    expect(said(ticket, "vendor")).toEqual({ da, en });
  });

  test("every reason has a sentence for each reader, and none of an agent's is a customer's command", () => {
    const tickets = [{}, { level: "A" }, { isServed: false }, { state: "waiting" }, { state: "closed" }];
    for (const ticket of [
      ...tickets,
      ...["access", "consent"].map((reason) => ({ state: "waiting", pauseReason: reason })),
    ]) {
      for (const reader of ["customer", "vendor"] as const) expect(said(ticket, reader).da).toMatch(/ træk|trækket/);
      expect(`${said(ticket, "customer").da}${said(ticket, "customer").en}`).not.toContain("#");
    }
  });
});

describe("a customer is told", () => {
  const tell = (before: object, after: object) => {
    const told = changesToTell(desk, { ...TICKET, ...before }, { ...TICKET, ...after });
    return told === null ? null : [told.level, told.move?.party ?? null];
  };
  test.each([
    ["nothing where nothing changed", {}, {}, null],
    ["nothing of one vendor's activity after another", {}, { activity: "asked" }, null],
    ["that it is theirs now", {}, { activity: "access" }, [null, "customer"]],
    ["that it is theirs for something else", { activity: "access" }, { activity: "done-by-them" }, [null, "customer"]],
    ["that it is theirs no longer", { activity: "access" }, { activity: "asked" }, [null, "vendor"]],
    ["another level", {}, { level: "A" }, ["A", null]],
    ["both at once", {}, { level: "A", activity: "access" }, ["A", "customer"]],
    ["nothing of the same under its own name", { activity: null }, { activity: "level-c" }, null],
  ])("%s", (_, before, after, told) => {
    expect(tell(before, after)).toEqual(told);
  });
});
