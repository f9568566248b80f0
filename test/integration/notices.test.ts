import { afterEach, expect, test } from "@jest/globals";
import { type AgentDesk, openAgentDesk, type Sent } from "../support/agent-desk.ts";

let world: AgentDesk;

afterEach(() => world.close());

const notices = (sent: readonly Sent[]) => sent.filter((one) => one.class === "notification");
const told = (sent: readonly Sent[]) =>
  notices(sent)
    .map(({ recipients: [address] }) => address)
    .sort();
const stores = () => world.desk.open.unitOfWork.reading;

test("who watches a ticket is told of it though another has it, until they stop", async () => {
  world = await openAgentDesk();
  await world.say("#tildel mig", "one");
  expect(told(await world.customerSays("Er der nyt?"))).toEqual(["one@desk.example"]);
  const [confirmation] = await world.say("#følg", "two");
  expect(confirmation!.text).toContain("Du følger nu sagen");
  const sent = notices(await world.customerSays("Er der stadig ikke nyt?"));
  expect(told(sent)).toEqual(["one@desk.example", "two@desk.example"]);
  const watching = sent.find(({ recipients }) => recipients[0] === "two@desk.example")!;
  expect(watching.text).toContain("fordi du følger sagen");
  expect(watching.text).toContain("#følg-ikke");
  await world.say("#foelg-ikke", "two");
  expect(told(await world.customerSays("Hallo?"))).toEqual(["one@desk.example"]);
});

test("to write on a ticket is not to watch it", async () => {
  world = await openAgentDesk();
  await world.say("#tildel one", "one");
  await world.say("#note\nJeg har set på det.", "two");
  expect(told(await world.customerSays("Er der nyt?"))).toEqual(["one@desk.example"]);
});

test("watchers follow a ticket into the one it is merged with", async () => {
  world = await openAgentDesk();
  const target = await world.ticket();
  await world.say("#tildel mig", "one");
  await world.opens("Også noget andet");
  await world.say("#watch", "two");
  await world.say(`#merge ${target.ref}`, "one");
  expect(await stores().tickets.listWatchers(target.id)).toEqual(["two"]);
});

test("an agent to whom a colleague gives a ticket is told, with what the customer wrote, and the colleague is not", async () => {
  world = await openAgentDesk();
  const sent = notices(await world.say("#tildel two\n#note\nDet er dit område.", "one"));
  expect(told(sent)).toEqual(["two@desk.example"]);
  expect(sent[0]!.text).toContain("Agent One har givet sagen videre");
  expect(sent[0]!.text).toContain("Systemet virker ikke, kan I hjælpe?");
  expect(sent[0]!.text).toContain("Det er dit område.");
  expect(notices(await world.say("#tildel mig", "two"))).toEqual([]);
});

test("a rehearsed #assign tells nobody", async () => {
  world = await openAgentDesk();
  expect(notices(await world.say("#prøv\n#tildel two", "one"))).toEqual([]);
});

test("while the assigned agent is away the deputy is told, and the notice says for whom", async () => {
  world = await openAgentDesk();
  await world.say("#tildel mig", "one");
  const [deputised] = await withDeputy(() => world.customerSays("Er der nyt?"));
  expect(deputised).toMatchObject({ recipients: ["two@desk.example"] });
  expect(deputised!.text).toContain("som stedfortræder for Agent One, der er fraværende");
  // The address in the notice is the deputy's own: what they answer goes out.
  const reply = (await world.say("Vi ser på det.", "two")).find(({ class: kind }) => kind === "reply");
  expect(reply).toMatchObject({ recipients: ["mette@north.example"] });
});

test("a notice says whom the answer reaches, those in copy too", async () => {
  world = await openAgentDesk();
  await world.say("#cc it@north.example", "one");
  const [notice] = notices(await world.customerSays("Er der nyt?"));
  expect(notice!.text).toMatch(/til mette@north\.example, it@north\.example/);
});

/** The desk says so of a day that is today, whatever day the test runs on. */
async function withDeputy(work: () => Promise<Sent[]>): Promise<Sent[]> {
  const { agents } = world.desk.open.filing.context.desk;
  const one = agents.one as { absent: unknown };
  const before = one.absent;
  one.absent = [{ from: "2000-01-01", to: "2100-01-01", deputy: "two" }];
  try {
    return notices(await work());
  } finally {
    one.absent = before;
  }
}
