import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { formatLocalTime } from "../../src/domain/outbound/local-time.ts";
import { type AgentDesk, openAgentDesk, type Sent } from "../support/agent-desk.ts";

// Whom the desk tells what changed, and in which mail: an answer that #undo stops, tickets nothing is promised on, contacts in copy.

const MANY = Array.from({ length: 25 }, (_, index) => `c${index}@north.example`);
const DESK = `
organisations:
  - { id: north, name: North, domains: [north.example], contacts: [one@desk.example, support+x@desk.example, ${MANY.join(", ")}], hosting: vendor, agreement: { from: 2026-01-01, to: 2099-12-31 } }
activities:
  level-a: { name: { da: Niveau A, en: Level A }, customer: I, vendor: A/R, team: night }
  level-c: { name: { da: Niveau C, en: Level C }, customer: I, vendor: A/R }
  access: { name: { da: Adgang, en: Access }, customer: A/R, vendor: I/S, inform: contacts }
  field-work: { name: { da: Arbejde på målere, en: Work on meters }, customer: A/R, vendor: S, inform: contacts }
agents:
  one: { name: Agent One, addresses: [one@desk.example], roles: [agent, lead] }
  two: { name: Agent Two, addresses: [two@desk.example] }
teams:
  support: { members: [one], lead: one, default: true }
  night: { members: [two], lead: two }
`;
const REQUESTER = "mette@north.example";

let world: AgentDesk;
beforeAll(async () => {
  world = await openAgentDesk(20, DESK);
});
beforeEach(() => world.afresh());
afterAll(() => world.close());

const stores = () => world.desk.open.unitOfWork.reading;
const to = (sent: readonly Sent[], address: string) =>
  sent.filter(({ recipients }) => recipients.includes(address)).map(({ text }) => text.replace(/\s+/g, " "));

describe("an answer that told of a change, stopped by #undo", () => {
  test("leaves the customer told of the level and the time by the desk itself, which the confirmation says", async () => {
    await world.say("#niveau A\n\nVi ser på det.");
    const sent = await world.say("#fortryd");
    const told = to(sent, REQUESTER);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain("Nyt niveau: A");
    expect(told[0]).toContain("Du får svar senest");
    expect(to(sent, "one@desk.example")[0]).toContain(`Får besked fra supporten - ${REQUESTER}`);
  });

  test("leaves them told whose move it is", async () => {
    await world.say("#aktivitet field-work\n\nDet må I klare.");
    const [told] = to(await world.say("#fortryd"), REQUESTER);
    expect(told).toContain("Jeres træk: arbejde på målere er jeres ansvar (A/R).");
  });

  test("tells nothing that they were told since, nor what is as it was", async () => {
    await world.say("#niveau A\n\nVi ser på det.");
    expect(to(await world.say("#niveau B"), REQUESTER)).toHaveLength(1);
    expect(to(await world.say("#fortryd"), REQUESTER)).toEqual([]);
    await world.afresh();
    await world.say("#niveau A\n\nVi ser på det.");
    await world.say("#niveau C\n\nOg dog.");
    expect(to(await world.say("#fortryd"), REQUESTER)).toHaveLength(1);
    expect(to(await world.say("#fortryd"), REQUESTER)).toEqual([]);
  });

  test("tells nothing where it told of no change, though one came before it", async () => {
    await world.say("#niveau A");
    await world.say("Vi ser på det.");
    expect(to(await world.say("#fortryd"), REQUESTER)).toEqual([]);
  });
});

describe("a ticket that no agreement covers", () => {
  const opens = () => world.opens("Kan I hjælpe?", "per@nobody.example");

  test("is told of no level, alone or in an answer, until it is accepted", async () => {
    const ticket = await opens();
    const isTold = (sent: readonly Sent[]) => to(sent, "per@nobody.example").join().includes("niveau");
    expect(to(await world.say("#niveau A", "one", ticket), "per@nobody.example")).toEqual([]);
    expect(isTold(await world.say("#niveau B\n\nHvem er I?", "one", ticket))).toBe(false);
    expect(isTold(await world.say("#niveau A\n#godtag Ny kunde\n\nVi hjælper.", "one", ticket))).toBe(true);
  });
});

test("whoever hears of the ticket with its new level reads the time that is promised by it", async () => {
  const sent = await world.say("#niveau A");
  const { id } = await world.ticket();
  const [clock] = await stores().clocks.listForTicket(id);
  const [notice] = to(sent, "two@desk.example");
  expect(notice).toContain(formatLocalTime(clock!.deadlineAt!, "Europe/Copenhagen", "da"));
  expect(clock).toMatchObject({ targetMinutes: 240 });
});

describe("the contacts of an organisation in copy", () => {
  const copies = async () =>
    (await stores().tickets.listParticipants((await world.ticket()).id))
      .filter(({ state }) => state === "admitted")
      .map(({ address }) => address);

  test("are its first 20, whatever activities follow each other, and none of the desk's own people or addresses", async () => {
    await world.say("#aktivitet access");
    await world.say("#aktivitet field-work");
    expect((await copies()).sort()).toEqual(MANY.slice(0, 20).sort());
  });

  test("whom an agent removed stay out with the next activity", async () => {
    await world.say("#aktivitet access");
    await world.say("#uncc c3@north.example");
    await world.say("#aktivitet field-work");
    expect(await copies()).not.toContain("c3@north.example");
  });

  test("who cannot be mailed is named to the agent", async () => {
    await stores().suppressions.add("c4@north.example", "550 5.1.1 no such user");
    const sent = await world.say("#aktivitet access");
    expect(to(sent, "one@desk.example")[0]).toContain("c4@north.example får ikke mailen.");
    expect(to(sent, "c4@north.example")).toEqual([]);
  });
});
