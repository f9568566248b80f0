import { expect, test } from "@jest/globals";
import type { LadderRole, Recipient } from "../../../../src/domain/desk/ladder.ts";
import { resolveRecipients } from "../../../../src/domain/desk/resolve-recipients.ts";
import { testDesk } from "../../../support/test-desk.ts";
import { withAbsence } from "../../../support/with-absence.ts";

const desk = testDesk(`
organisations:
  - { id: north, name: North, domains: [north.example], hosting: vendor, agreement: { from: 2026-01-01, to: 2027-12-31 }, accountManager: two }
`);
const TICKET = {
  agent: null,
  team: null,
  organisation: null,
  requesterAddress: "kirsten@north.example",
  day: "2026-11-24",
};
const to = (...roles: LadderRole[]): Recipient[] => roles.map((role) => ({ kind: "role", role }));
const addresses = (recipients: readonly Recipient[], ticket = {}) =>
  resolveRecipients(desk, { ...TICKET, ...ticket }, recipients).map(({ address }) => address);

test("the assignee, the team and its lead are each reached once", () => {
  expect(addresses(to("assignee", "team", "lead"), { agent: "two" })).toEqual(["two@desk.example", "one@desk.example"]);
});

test("a ticket without a team belongs to the default team", () => {
  expect(addresses(to("lead"))).toEqual(["one@desk.example"]);
});

test("ops are the desk's ops address besides the agents with that role", () => {
  expect(addresses(to("ops"))).toEqual(["ops@desk.example"]);
});

test("the account manager is the organisation's, and answers for its tickets", () => {
  expect(addresses(to("accountManager", "accountable"), { organisation: "north" })).toEqual(["two@desk.example"]);
});

test("whom the ticket's activity names is accountable before the account manager, of its level's activity too", () => {
  const named = testDesk(`
organisations:
  - { id: north, name: North, domains: [north.example], hosting: vendor, agreement: { from: 2026-01-01, to: 2027-12-31 }, accountManager: two }
activities:
  level-a: { name: { da: n, en: n }, customer: I, vendor: A/R, accountable: one }
  access: { name: { da: n, en: n }, customer: A/R, vendor: I }
`);
  const accountable = (ticket: object, on = named) =>
    resolveRecipients(on, { ...TICKET, organisation: "north", ...ticket }, to("accountable")).map(({ agent }) => agent);
  expect(accountable({ level: "A" })).toEqual(["one"]);
  expect(accountable({ level: "B", activity: "level-a" })).toEqual(["one"]);
  // A customer's activity: nobody of theirs is alerted, and ours is who manages the account.
  expect(accountable({ level: "A", activity: "access" })).toEqual(["two"]);
  expect(accountable({ level: "B" })).toEqual(["two"]);
  const { one } = named.agents;
  const left = { ...named, agents: { ...named.agents, one: { ...one!, active: false } } };
  expect(accountable({ level: "A" }, left)).toEqual(["two"]);
});

test("where nobody manages the account, those who lead are accountable", () => {
  expect(addresses(to("accountable"))).toEqual(["one@desk.example"]);
});

test("an address is taken as it stands, and known as the agent's whose it is", () => {
  const recipients: Recipient[] = [
    { kind: "address", address: "boss@desk.example" },
    { kind: "address", address: "two@desk.example" },
  ];
  expect(resolveRecipients(desk, TICKET, recipients)).toEqual([
    { address: "boss@desk.example", agent: null, standsInFor: null },
    { address: "two@desk.example", agent: "two", standsInFor: null },
  ]);
});

test("a step that would reach nobody reaches ops", () => {
  expect(addresses(to("assignee"))).toEqual(["ops@desk.example"]);
  expect(addresses([{ kind: "address", address: "Kirsten@north.example" }])).toEqual(["ops@desk.example"]);
});

test("the requester is never reached, in whatever case the desk writes the address", () => {
  const ticket = { agent: "one", requesterAddress: "ONE@desk.example" };
  expect(addresses(to("assignee", "team"), ticket)).toEqual(["two@desk.example"]);
});

test("a step to webhooks alone mails nobody", () => {
  expect(addresses([{ kind: "webhook", name: "chat" }])).toEqual([]);
});

test("in an absent agent's place their deputy is alerted, and the alert knows for whom", () => {
  const away = withAbsence(desk, "one", { from: "2026-11-24", to: "2026-11-24", deputy: "two" });
  const alerted = (day: string) => resolveRecipients(away, { ...TICKET, agent: "one", day }, to("assignee"));
  expect(alerted("2026-11-23")).toEqual([{ address: "one@desk.example", agent: "one", standsInFor: null }]);
  expect(alerted("2026-11-24")).toEqual([{ address: "two@desk.example", agent: "two", standsInFor: "one" }]);
  expect(alerted("2026-11-25")).toEqual([{ address: "one@desk.example", agent: "one", standsInFor: null }]);
});

test("a deputy who is alerted for their own sake too is alerted once, as themselves", () => {
  const away = withAbsence(desk, "one", { from: "2026-11-24", to: "2026-11-24", deputy: "two" });
  expect(resolveRecipients(away, TICKET, to("lead", "team"))).toEqual([
    { address: "two@desk.example", agent: "two", standsInFor: null },
  ]);
});
