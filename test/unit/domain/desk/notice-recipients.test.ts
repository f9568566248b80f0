import { describe, expect, test } from "@jest/globals";
import { noticeRecipients } from "../../../../src/domain/desk/notice-recipients.ts";
import { testDesk } from "../../../support/test-desk.ts";
import { withAbsence } from "../../../support/with-absence.ts";

const desk = testDesk();
const DAY = "2026-11-24";
const NOBODYS = { agent: null, team: null, watchers: [] };
const self = { standsInFor: null };
const week = (deputy: string) => ({ from: "2026-11-23", to: "2026-11-29", deputy });

test("the assigned agent is told, and nobody else of the team", () => {
  expect(noticeRecipients(desk, { ...NOBODYS, agent: "two" }, DAY)).toEqual([
    { agent: "two", reason: "assigned", ...self },
  ]);
});

test.each([null, "support", "gone"])("while nobody has it (team %s), every member of its team is told", (team) => {
  expect(noticeRecipients(desk, { ...NOBODYS, team }, DAY)).toEqual([
    { agent: "one", reason: "team", ...self },
    { agent: "two", reason: "team", ...self },
  ]);
});

test("a ticket of an agent who left the desk is the team's again", () => {
  expect(noticeRecipients(desk, { ...NOBODYS, agent: "gone" }, DAY).map(({ reason }) => reason)).toEqual([
    "team",
    "team",
  ]);
});

test("whoever watches is told besides, once, and a watcher who left the desk is passed over", () => {
  expect(noticeRecipients(desk, { agent: "one", team: null, watchers: ["gone", "one", "two"] }, DAY)).toEqual([
    { agent: "one", reason: "assigned", ...self },
    { agent: "two", reason: "watching", ...self },
  ]);
});

test("while the assigned agent is absent their deputy is told in their place", () => {
  const away = withAbsence(desk, "one", week("two"));
  expect(noticeRecipients(away, { ...NOBODYS, agent: "one" }, DAY)).toEqual([
    { agent: "two", reason: "assigned", standsInFor: "one" },
  ]);
  for (const [day, told] of [
    ["2026-11-22", "one"],
    ["2026-11-23", "two"],
    ["2026-11-29", "two"],
    ["2026-11-30", "one"],
  ] as const) {
    expect(noticeRecipients(away, { ...NOBODYS, agent: "one" }, day).map(({ agent }) => agent)).toEqual([told]);
  }
});

test("a deputy who is away too has a deputy of their own", () => {
  const three = { ...desk, agents: { ...desk.agents, three: { ...desk.agents.two!, name: "Three" } } };
  const away = withAbsence(withAbsence(three, "one", week("two")), "two", week("three"));
  expect(noticeRecipients(away, { ...NOBODYS, agent: "one" }, DAY)).toEqual([
    { agent: "three", reason: "assigned", standsInFor: "one" },
  ]);
});

test("a team's member who stands in for another is told once, for their own sake", () => {
  const away = withAbsence(desk, "one", week("two"));
  expect(noticeRecipients(away, NOBODYS, DAY)).toEqual([{ agent: "two", reason: "team", ...self }]);
});

test("an absent agent's watching passes to nobody", () => {
  const away = withAbsence(desk, "one", week("two"));
  const told = noticeRecipients(away, { agent: "two", team: null, watchers: ["one"] }, DAY);
  expect(told.map(({ agent, reason }) => [agent, reason])).toEqual([
    ["two", "assigned"],
    ["one", "watching"],
  ]);
});

test("a deputy who watches the ticket too is told that they stand in: they are the one to answer", () => {
  const away = withAbsence(desk, "one", week("two"));
  expect(noticeRecipients(away, { agent: "one", team: null, watchers: ["two"] }, DAY)).toEqual([
    { agent: "two", reason: "assigned", standsInFor: "one" },
  ]);
});

test("where the deputy has left the desk, the absent agent is told: never nobody", () => {
  const away = withAbsence(desk, "one", week("two"));
  const left = { ...away, agents: { ...away.agents, two: { ...away.agents.two!, active: false } } };
  expect(noticeRecipients(left, { ...NOBODYS, agent: "one" }, DAY)).toEqual([
    { agent: "one", reason: "assigned", ...self },
  ]);
});

test("where nobody of a team is left, whoever is at the desk is told", () => {
  const { one, two } = desk.agents;
  const agents = { one: { ...one!, active: false }, two: two! };
  const teams = { support: { ...desk.teams.support!, members: ["one"] } };
  expect(noticeRecipients({ ...desk, agents, teams }, NOBODYS, DAY).map(({ agent }) => agent)).toEqual(["two"]);
});

describe("who manages the account", () => {
  const managed = testDesk(`
organisations:
  - { id: north, name: North, domains: [north.example], hosting: vendor, agreement: { from: 2026-01-01, to: 2027-12-31 }, accountManager: two }
activities:
  both: { name: { da: n, en: n }, customer: A/R, vendor: I/C }
  informed: { name: { da: n, en: n }, customer: A/R, vendor: I/S }
  support: { name: { da: n, en: n }, customer: A/R, vendor: S }
`);
  const beside = (ticket: object, on = managed) =>
    noticeRecipients(on, { ...NOBODYS, agent: "one", level: "C", organisation: "north", ...ticket }, DAY).slice(1);

  test.each([
    ["informed", [{ agent: "two", reason: "informed", ...self }]],
    ["both", [{ agent: "two", reason: "consulted", ...self }]],
    ["support", []],
    [null, []],
  ])("is told beside whoever answers where the vendor's letters for %s say so", (activity, told) => {
    expect(beside({ activity })).toEqual(told);
  });

  test("is told once, as who answers, and no other organisation's is", () => {
    expect(
      noticeRecipients(managed, { ...NOBODYS, agent: "two", activity: "both", organisation: "north" }, DAY),
    ).toEqual([{ agent: "two", reason: "assigned", ...self }]);
    expect(beside({ activity: "both", organisation: "south" })).toEqual([]);
    expect(beside({ activity: "both", organisation: null })).toEqual([]);
  });

  test("is told as who watches where they do, and has a deputy while absent", () => {
    expect(beside({ activity: "both", watchers: ["two"] })).toEqual([{ agent: "two", reason: "watching", ...self }]);
    const away = withAbsence(managed, "two", week("one"));
    expect(noticeRecipients(away, { ...NOBODYS, agent: "two", activity: "both", organisation: "north" }, DAY)).toEqual([
      { agent: "one", reason: "assigned", standsInFor: "two" },
    ]);
  });
});
