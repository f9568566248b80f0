import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { type AgentDesk, openAgentDesk, type Sent } from "../support/agent-desk.ts";

// Who is responsible, accountable, told and asked, by the matrix of desk.yaml: from the mail to whom what is sent.

const MATRIX = `
organisations:
  - { id: north, name: North, domains: [north.example], contacts: [it@north.example], hosting: vendor, agreement: { from: 2026-01-01, to: 2099-12-31 }, accountManager: three }
activities:
  level-a: { name: { da: Niveau A, en: Level A }, customer: I, vendor: A/R, team: night }
  level-c: { name: { da: Niveau C, en: Level C }, customer: I, vendor: A/R }
  access: { name: { da: Adgang, en: Access }, toCustomer: { da: adgang til jeres servere, en: access to your servers }, customer: A/R, vendor: I/S, inform: contacts }
  field-work: { name: { da: Arbejde på målere, en: Work on meters }, customer: A/R, vendor: S }
  modules: { name: { da: Nye moduler, en: New modules }, customer: C, vendor: A/R, team: night }
  advice: { name: { da: Rådgivning, en: Advice }, customer: I, vendor: A/R/C }
`;
const PEOPLE = `
agents:
  one: { name: Agent One, addresses: [one@desk.example], roles: [agent, lead] }
  two: { name: Agent Two, addresses: [two@desk.example] }
  three: { name: Agent Three, addresses: [three@desk.example], roles: [accountManager] }
teams:
  support: { members: [one], lead: one, default: true }
  night: { members: [two], lead: two }
rules:
  - { when: { text: "adgang mangler" }, set: { activity: access } }
  - { when: { text: "nyt modul til one" }, set: { activity: modules, team: support } }
  - { when: { text: "nyt modul" }, set: { activity: modules } }
  - { when: { text: "skærmen blinker" }, set: { activity: level-c } }
`;

let world: AgentDesk;
beforeAll(async () => {
  world = await openAgentDesk(0, MATRIX + PEOPLE);
});
beforeEach(() => world.afresh());
afterAll(() => world.close());

const stores = () => world.desk.open.unitOfWork.reading;
const to = (sent: readonly Sent[], address: string) =>
  sent.filter(({ recipients }) => recipients.includes(address)).map(({ text }) => text.replace(/\s+/g, " "));
const everything = async () => {
  const listed = await stores().outbox.list({ limit: 200 });
  return await Promise.all(listed.map(({ id }) => world.read(id)));
};
const events = async (type: string) =>
  (await stores().tickets.listEvents((await world.ticket()).id)).filter((event) => event.type === type);

describe("another level, where a rule or an agent gave the ticket its activity", () => {
  const now = async ({ id }: { id: number }) => {
    const { activity, team, responsible, level } = (await stores().tickets.find(id))!;
    return { activity, team, responsible, level };
  };
  const atA = { activity: null, team: "night", responsible: "vendor", level: "A" };

  test("takes one that is of a level with it: another team has it, which is told", async () => {
    const ticket = await world.opens("Alt er nede, og skærmen blinker.");
    expect(await now(ticket)).toEqual({ activity: "level-c", team: "support", responsible: "vendor", level: "C" });
    const sent = await world.say("#niveau A", "one", ticket);
    expect(await now(ticket)).toEqual(atA);
    expect(to(sent, "two@desk.example")[0]).toContain("Aktivitet: Niveau A");
    expect(to(sent, "one@desk.example")[0]).toContain("Sagen er nu hos night.");
    expect(
      (await stores().tickets.listEvents(ticket.id)).find(({ type }) => type === "level-changed")?.data,
    ).toMatchObject({
      from: "C",
      to: "A",
      activity: "level-a",
    });
  });

  test("leaves any other, whichever level it is at, and says so", async () => {
    const ticket = await world.opens("Vores adgang mangler.");
    const sent = await world.say("#niveau A", "one", ticket);
    expect(await now(ticket)).toMatchObject({ activity: "access", responsible: "customer", level: "A" });
    expect(to(sent, "one@desk.example")[0]).toContain("Aktiviteten er fortsat Adgang.");
  });

  test.each(["#aktivitet level-c\n#niveau A", "#niveau A\n#aktivitet level-c"])(
    "leaves the one that the same mail gives: %j",
    async (lines) => {
      const ticket = await world.opens("Skærmen blinker.");
      const sent = await world.say(lines, "one", ticket);
      expect(await now(ticket)).toMatchObject({ activity: "level-c", level: "A", team: "support" });
      expect(to(sent, "one@desk.example")[0]).not.toContain("fortsat");
    },
  );

  test("told in an answer says no more than is so", async () => {
    const ticket = await world.opens("Skærmen blinker.");
    await world.say("#aktivitet access", "one", ticket);
    await world.say("#aktivitet level-c\n\nNu er det os igen.", "one", ticket);
    const sent = await world.say("#niveau A\n\nVi ser på det nu.", "one", ticket);
    const [answer] = to(sent, "mette@north.example");
    expect(answer).toContain("niveau A");
    expect(answer).not.toContain("træk");
    expect(await now(ticket)).toEqual(atA);
  });
});

describe("a mail opens a ticket", () => {
  test("without an activity it has that of its level, and the vendor's move", async () => {
    expect(await world.ticket()).toMatchObject({ activity: null, responsible: "vendor", team: "support" });
    const [notice] = to(await everything(), "one@desk.example");
    expect(notice).toContain("Aktivitet: Niveau C");
    expect(notice).toContain("Vores træk: niveau C er vores ansvar (A/R); kunden orienteres (I).");
  });

  test("of a customer's activity it is their move, which the acknowledgement says, and is promised an answer all the same", async () => {
    const ticket = await world.opens("Vores adgang mangler.");
    expect(ticket).toMatchObject({ activity: "access", responsible: "customer", state: "new" });
    expect(await stores().clocks.listForTicket(ticket.id)).toMatchObject([{ state: "running", pauseReason: null }]);
    const acknowledgement = to(await everything(), "mette@north.example")[0];
    expect(acknowledgement).toContain("Jeres træk: adgang til jeres servere er jeres ansvar (A/R).");
    expect(acknowledgement).toContain("Du får svar senest");
  });

  test("the account manager is informed and the organisation's contacts are in copy where the matrix says so", async () => {
    expect(to(await everything(), "three@desk.example")).toEqual([]);
    const ticket = await world.opens("Vores adgang mangler.");
    const [informed] = to(await everything(), "three@desk.example");
    expect(informed).toContain("du har ansvaret for kunden og skal orienteres (I)");
    expect(informed).toContain("Kundens træk: adgang er kundens ansvar (A/R); vi orienteres og bistår (I/S).");
    expect(await stores().tickets.listParticipants(ticket.id)).toContainEqual({
      address: "it@north.example",
      state: "admitted",
    });
    // The first mail was answered to whoever wrote it; the contacts are in copy of what an agent says.
    expect(to(await everything(), "it@north.example")).toEqual([]);
    const [reply] = (await world.say("Vi har brug for en VPN.")).filter((one) => one.class === "reply");
    expect(reply!.recipients.sort()).toEqual(["it@north.example", "mette@north.example"]);
  });

  test("the activity's team has it, unless the rule names another", async () => {
    expect(await world.opens("Vi vil have et nyt modul.")).toMatchObject({ team: "night" });
    expect(await world.opens("Vi vil have et nyt modul til one.", "mette@north.example", "q2")).toMatchObject({
      team: "support",
    });
  });

  test("the team of its level's activity has it", async () => {
    expect(await world.opens("Niveau: A\n\nAlt er nede.")).toMatchObject({ level: "A", team: "night" });
  });
});

describe("#activity", () => {
  test("that is the customer's tells them once whose move it is and why, in a mail of its own, and the clock runs on", async () => {
    const sent = await world.say("#aktivitet access");
    const told = to(sent, "mette@north.example");
    expect(told).toHaveLength(1);
    expect(told[0]).toContain("Jeres træk: adgang til jeres servere er jeres ansvar (A/R).");
    expect(sent.find((one) => one.recipients.includes("mette@north.example"))).toMatchObject({
      class: "acknowledgement",
      recipients: expect.arrayContaining(["it@north.example"]),
    });
    const [confirmation] = to(sent, "one@desk.example");
    expect(confirmation).toContain("Aktiviteten er nu Adgang.");
    expect(confirmation).toContain("Kundens træk: adgang er kundens ansvar (A/R)");
    expect(confirmation).toContain("I kopi er nu også it@north.example.");
    expect(confirmation).toContain("Får besked fra supporten - mette@north.example");
    expect(to(sent, "three@desk.example")[0]).toContain("Agent One har givet sagen en ny aktivitet");
    const { id } = await world.ticket();
    expect(await stores().clocks.listForTicket(id)).toMatchObject([{ state: "running" }]);
    expect(await events("activity-changed")).toMatchObject([
      { actor: "agent:one", data: { from: "level-c", to: "access", responsible: "customer" } },
    ]);
    expect(to(await world.say("#aktivitet access"), "mette@north.example")).toEqual([]);
  });

  test("with an answer to the customer it stands in the answer, and no other mail tells it", async () => {
    const sent = await world.say("#aktivitet access\n\nVi kan ikke komme ind på jeres server.");
    const toCustomer = sent.filter(({ recipients }) => recipients.includes("mette@north.example"));
    expect(toCustomer.map((one) => one.class)).toEqual(["reply"]);
    expect(toCustomer[0]!.text).toContain("Jeres træk: adgang til jeres servere er jeres ansvar (A/R).");
  });

  test("between two of the vendor's own tells the customer nothing, and back from the customer's tells them", async () => {
    expect(to(await world.say("#aktivitet advice"), "mette@north.example")).toEqual([]);
    await world.say("#aktivitet field-work");
    const [told] = to(await world.say("#aktivitet advice"), "mette@north.example");
    expect(told).toContain("Vores træk: rådgivning er vores ansvar (A/R/C).");
  });

  test("another of the customer's is told anew", async () => {
    await world.say("#aktivitet access");
    const [told] = to(await world.say("#aktivitet field-work"), "mette@north.example");
    expect(told).toContain("Jeres træk: arbejde på målere er jeres ansvar (A/R).");
  });

  test("moves the ticket to its team, whose members are told, and leaves it with an agent of that team", async () => {
    await world.say("#tildel mig");
    const sent = await world.say("#aktivitet modules");
    expect(await world.ticket()).toMatchObject({ activity: "modules", team: "night", agent: null });
    expect(to(sent, "two@desk.example")[0]).toContain("Systemet virker ikke");
    expect(to(sent, "one@desk.example")[0]).toContain("Sagen er nu hos night.");
    await world.say("#tildel two\n#aktivitet advice");
    await world.say("#aktivitet modules");
    expect(await world.ticket()).toMatchObject({ team: "night", agent: "two" });
  });

  test.each(["#tildel mig\n#aktivitet modules", "#aktivitet modules\n#tildel mig"])(
    "%j: whom the mail names has it",
    async (text) => {
      await world.say(text);
      expect(await world.ticket()).toMatchObject({ activity: "modules", team: "support", agent: "one" });
    },
  );

  test("of which the vendor is consulted asks who manages the account", async () => {
    const [asked] = to(await world.say("#aktivitet advice"), "three@desk.example");
    expect(asked).toContain("skal spørges til råds (C)");
    // Whoever knows of it hears of what comes, and of the next activity as of any other.
    expect(to(await world.customerSays("Hvad siger I?"), "three@desk.example")).toHaveLength(1);
  });

  test("rehearsed, it says all that and does none of it", async () => {
    const before = await world.ticket();
    const sent = await world.say("#prøv\n#aktivitet access");
    expect(sent.map((one) => one.recipients)).toEqual([["one@desk.example"]]);
    expect(to(sent, "one@desk.example")[0]).toContain("Ville få besked fra supporten - mette@north.example");
    expect(await world.ticket()).toEqual(before);
  });
});

test("STATUS says whose move each ticket is, #status and the notices too", async () => {
  await world.say("#aktivitet access");
  const mail = [
    "Authentication-Results: mx.desk.example; dmarc=pass header.from=north.example",
    ...["From: mette@north.example", "To: support@desk.example", "Subject: STATUS", "Message-ID: <s@north.example>"],
    ...["", "Hej"],
  ].join("\n");
  const [status] = to(await world.files(mail), "mette@north.example");
  expect(status).toContain("Jeres træk: adgang til jeres servere er jeres ansvar (A/R).");
  const [own] = to(await world.say("#status"), "one@desk.example");
  expect(own).toContain("Aktivitet: Adgang");
  expect(own).toContain("Kundens træk: adgang er kundens ansvar (A/R); vi orienteres og bistår (I/S).");
});

test("what is asked for goes before the activity: waiting is the customer's move until they answer", async () => {
  await world.say("#bed-om-adgang Må vi få en VPN?");
  const [asked] = to(await world.say("#status"), "one@desk.example");
  expect(asked).toContain("Kundens træk: kunden er bedt om adgang.");
  await world.customerSays("Her er den: vpn.north.example");
  const [answered] = to(await world.say("#status"), "one@desk.example");
  expect(answered).toContain("Vores træk: niveau C er vores ansvar (A/R)");
});
