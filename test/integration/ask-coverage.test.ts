import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { listTime } from "../../src/usecases/list-time.ts";
import { type AgentDesk, openAgentDesk, type Sent } from "../support/agent-desk.ts";

const DESK = `
organisations:
  - { id: north, name: North Utility, domains: [north.example], hosting: customer, agreement: { from: 2026-01-01, to: 2099-12-31 } }
services:
  backup: { name: { da: Backup, en: Backup }, coverage: { vendor: included, customer: none }, procedure: { da: Se backup-loggen først., en: Read the backup log first. } }
  reports: { name: { da: Rapporter, en: Reports }, coverage: { vendor: included, customer: addon } }
  support: { name: { da: Systemsupport, en: System support }, coverage: { vendor: included, customer: included } }
rules:
  - { when: { text: sikkerhedskopi }, set: { service: backup } }
`;
let world: AgentDesk;

beforeAll(async () => {
  world = await openAgentDesk(0, DESK);
});
beforeEach(() => world.afresh());
afterAll(() => world.close());

const stores = () => world.desk.open.unitOfWork.reading;
const questions = (sent: readonly Sent[]) =>
  sent.filter((one) => one.text.includes("Uden et ja fakturerer vi ikke noget"));
const notice = (sent: readonly Sent[]) => sent.find((one) => one.class === "notification")!.text;
const confirmation = (sent: readonly Sent[]) => sent.find((one) => one.class === "confirmation")!.text;
const approvals = async () => await stores().approvals.listForTicket((await world.ticket()).id);
const billed = async () =>
  (await listTime(stores(), (await world.ticket()).ref))!.map((one) => [one.billableMinutes, one.unapprovedMinutes]);

async function messageIdOf(mail: Sent): Promise<string> {
  return (await stores().outbox.find(mail.id))!.messageId.slice(1, -1);
}

/** Agent one finds the service, and the customer's question comes of it. */
async function asks(line = "#ydelse backup"): Promise<{ sent: Sent[]; id: string }> {
  const sent = await world.say(line);
  return { sent, id: await messageIdOf(questions(sent)[0]!) };
}

function opening(proved: boolean, text = "Vores sikkerhedskopi fejlede i nat"): string {
  return [
    `Authentication-Results: mx.desk.example; dmarc=${proved ? "pass" : "none"} header.from=north.example`,
    "From: mette@north.example",
    "To: support@desk.example",
    "Subject: Backup",
    "Message-ID: <backup@north.example>",
    "Content-Type: text/plain; charset=utf-8",
    "",
    text,
    "",
  ].join("\n");
}

test("a service that the agreement does not include: the customer is told and asked, and every promise runs", async () => {
  const { sent } = await asks();
  const [question] = questions(sent);
  expect(question!.recipients).toEqual(["mette@north.example"]);
  expect(question!.text).toContain("gælder ydelsen Backup. Den er ikke omfattet af jeres aftale");
  expect(question!.text).toContain("inden for den lovede tid, uanset hvad du svarer");
  expect(confirmation(sent)).toContain(
    "mette@north.example er spurgt pr. mail, om vi må udføre og fakturere arbejdet.",
  );
  expect(confirmation(sent)).not.toContain("Der er ikke sendt noget til kunden");
  const { id, state } = await world.ticket();
  expect(state).not.toBe("waiting");
  expect((await stores().clocks.listForTicket(id)).map((clock) => clock.state)).toEqual(["running"]);
  expect(await approvals()).toMatchObject([{ asked: "coverage", service: "backup", minutes: null, askedBy: "desk" }]);
});

test("an add-on is told as one, and a service of the agreement is not asked for", async () => {
  expect(questions((await asks("#ydelse reports")).sent)[0]!.text).toContain("Den er et tilkøb");
  expect(questions(await world.say("#ydelse support"))).toEqual([]);
});

test("once a ticket and service, and not where the ticket has ended or so many minutes are asked for", async () => {
  await asks();
  expect(questions(await world.say("#ydelse backup"))).toEqual([]);
  expect(questions(await world.say("#ydelse reports\n#bed-om-godkendelse 1h Ny rapport"))).toEqual([]);
  expect((await approvals()).map((one) => [one.asked, one.service])).toEqual([
    ["coverage", "backup"],
    ["extra-time", "reports"],
  ]);
  await world.opens("Endnu en");
  expect(questions(await world.say("#ydelse backup\n#løst"))).toEqual([]);
});

test("time on it is recorded and not billed until the customer's yes, and the agent is told of the answer", async () => {
  const { id } = await asks();
  expect(confirmation(await world.say("#tid 1h cause=customer"))).toContain(
    "faktureres først, når kunden har godkendt den. Kunden er spurgt og har ikke svaret endnu.",
  );
  expect(await billed()).toEqual([[0, 60]]);
  const told = await world.customerProves("Ja tak", id);
  expect(notice(told)).toContain("Dækning: ikke omfattet af aftalen");
  expect(notice(told)).toContain("Arbejde uden for aftalen: godkendt af mette@north.example");
  await world.say("#tid 30m cause=customer");
  expect(await billed()).toEqual([
    [60, 0],
    [30, 0],
  ]);
});

test("after a no nothing of it is billed, and the agent is told", async () => {
  const { id } = await asks();
  expect(notice(await world.customerProves("Nej", id))).toContain("Arbejde uden for aftalen: afvist af mette");
  expect(confirmation(await world.say("#tid 1h cause=customer"))).toContain("Kunden har sagt nej.");
  expect(await billed()).toEqual([[0, 60]]);
});

test("a yes to one service is none to another", async () => {
  const { id } = await asks();
  await world.customerProves("Ja", id);
  await world.say("#ydelse reports\n#tid 1h cause=customer");
  expect(await billed()).toEqual([[0, 60]]);
});

test("a rule finds the service when the ticket is opened: a proved customer is asked at once, and the agents read how it is done", async () => {
  const sent = await world.files(opening(true));
  expect(questions(sent)).toHaveLength(1);
  expect(notice(sent)).toContain("Dækning: ikke omfattet af aftalen");
  expect(notice(sent)).not.toContain("ikke spurgt");
  expect(notice(sent)).toContain("Fremgangsmåde: Backup");
  expect(notice(sent)).toContain("Se backup-loggen først.");
  await world.customerProves("Ja", await messageIdOf(questions(sent)[0]!));
  expect(await approvals()).toMatchObject([{ asked: "coverage", answer: { outcome: "given" } }]);
});

test("an address that nothing proves is not asked unless an agent finds the service, and the agents read so", async () => {
  const sent = await world.files(opening(false));
  expect(questions(sent)).toEqual([]);
  expect(notice(sent)).toContain("ikke omfattet af aftalen; kunden er ikke spurgt endnu");
  expect(await approvals()).toEqual([]);
  expect(questions(await world.say("#ydelse backup"))).toHaveLength(1);
});

test("a rehearsal asks nobody", async () => {
  const sent = await world.say("#prøv\n#ydelse backup");
  expect(questions(sent)).toEqual([]);
  expect(await approvals()).toEqual([]);
});
