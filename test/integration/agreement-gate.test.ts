import { afterEach, expect, test } from "@jest/globals";
import type { Ticket } from "../../src/usecases/ports/ticket-store.ts";
import { type AgentDesk, openAgentDesk, type Sent } from "../support/agent-desk.ts";

let world: AgentDesk;

afterEach(() => world.close());

const stores = () => world.desk.open.unitOfWork.reading;
const clocksOf = async ({ id }: Ticket) => (await stores().clocks.listForTicket(id)).map(({ state }) => state);
const sent = async (): Promise<Sent[]> =>
  await Promise.all((await stores().outbox.list({ limit: 200 })).map(({ id }) => world.read(id)));
const subjectsTo = async (address: string) =>
  (await stores().outbox.list({ limit: 200 })).filter(({ recipients }) =>
    recipients.some((one) => one.address === address),
  );

const north = (more: string) => `
organisations: [{ id: north, name: North Utility, domains: [north.example], hosting: vendor${more} }]
`;

test.each([
  ["has no agreement", "", "ikke finde en gyldig", "uden aftale"],
  ["has one that ended", ", agreement: { from: 2020-01-01, to: 2020-12-31 }", "er udløbet", "er udløbet"],
  [
    "has one that has not begun",
    ", agreement: { from: 2098-01-01, to: 2099-12-31 }",
    "endnu ikke trådt i kraft",
    "endnu ikke er trådt i kraft",
  ],
])(
  "an organisation that %s is told so; its ticket waits without a clock and its account manager hears of it",
  async (_case, agreement, told, heard) => {
    world = await openAgentDesk(0, north(`, accountManager: two${agreement}`));
    const ticket = await world.ticket();
    expect(ticket).toMatchObject({ state: "waiting", organisation: "north" });
    expect(await clocksOf(ticket)).toEqual([]);
    const mails = await sent();
    expect(mails.find((one) => one.class === "acknowledgement")?.text).toContain(told);
    const alerts = mails.filter((one) => one.class === "alert");
    expect(alerts.map(({ recipients }) => recipients)).toEqual([["two@desk.example"]]);
    expect(alerts[0]?.text).toContain(heard);
    expect(alerts[0]?.text).toContain("#godtag aftalen er ved at blive fornyet");
    expect(alerts[0]?.text).toContain("North Utility");
  },
);

test("without an account manager operations hear of it, who are told no command that nobody would obey", async () => {
  world = await openAgentDesk(0, north(""));
  const [alert, ...others] = (await sent()).filter((one) => one.class === "alert");
  expect(others).toEqual([]);
  expect(alert?.recipients).toEqual(["ops@desk.example"]);
  expect(alert?.text).not.toContain("#godtag");
});

test("a stranger is asked whom they write for, in their language, and nobody is alerted", async () => {
  world = await openAgentDesk(0, north(", agreement: { from: 2020-01-01, to: 2099-12-31 }"));
  const ticket = await world.opens(
    "The pump does not work and we cannot read the meters, please help us.",
    "jo@gmail.com",
  );
  expect(ticket).toMatchObject({ state: "waiting", organisation: null });
  expect(await clocksOf(ticket)).toEqual([]);
  const [asked] = await subjectsTo("jo@gmail.com");
  expect((await world.read(asked!.id)).text).toContain("which company or organisation you write for");
  expect((await sent()).filter((one) => one.class === "alert")).toEqual([]);
});

test("an organisation with an agreement is served as ever", async () => {
  world = await openAgentDesk(0, north(", agreement: { from: 2020-01-01, to: 2099-12-31 }"));
  const ticket = await world.ticket();
  expect(ticket.state).toBe("new");
  expect(await clocksOf(ticket)).toEqual(["running"]);
  expect((await sent()).filter((one) => one.class === "alert")).toEqual([]);
});

test("an agreement that has passed its last day and renews itself is in force", async () => {
  world = await openAgentDesk(0, north(", agreement: { from: 2020-01-01, to: 2020-12-31, renewalMonths: 12 }"));
  expect((await world.ticket()).state).toBe("new");
});

test.each([
  ["#godtag aftalen er ved at blive fornyet", "aftalen er ved at blive fornyet"],
  ["#accept", undefined],
])("%s starts the clock, and what reason there is stands on record", async (line, reason) => {
  world = await openAgentDesk(0, north(", accountManager: two"));
  const ticket = await world.ticket();
  const before = await stores().now();
  await world.say(line, "two");
  const [clock] = await stores().clocks.listForTicket(ticket.id);
  expect(clock).toMatchObject({ state: "running" });
  expect(clock?.startedAt).toBeGreaterThanOrEqual(before);
  expect((await world.ticket()).state).toBe("open");
  const accepted = (await stores().tickets.listEvents(ticket.id)).find(({ type }) => type === "accepted");
  expect(accepted?.actor).toBe("agent:two");
  expect(accepted?.data.reason).toBe(reason);
});

test("a customer who answers is heard, and still nothing is promised", async () => {
  world = await openAgentDesk(0, north(""));
  await world.customerSays("Vi har en aftale gennem South Utility.");
  const ticket = await world.ticket();
  expect(ticket.state).toBe("open");
  expect(await clocksOf(ticket)).toEqual([]);
});
