import { afterEach, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { type AgentDesk, openAgentDesk, type Sent } from "../support/agent-desk.ts";

let world: AgentDesk;

afterEach(() => world.close());

const ofClass = (sent: readonly Sent[], wanted: string) => sent.filter((one) => one.class === wanted);
const stores = () => world.desk.open.unitOfWork.reading;

async function eventTypes(): Promise<string[]> {
  const { id } = await world.ticket();
  return (await stores().tickets.listEvents(id)).map(({ type }) => type);
}

describe("#undo", () => {
  test("stops a reply that is still held, and nothing of it goes out", async () => {
    world = await openAgentDesk(20);
    const [reply] = ofClass(await world.say("Hej Mette\n\nPrøv igen."), "reply");
    expect(reply).toMatchObject({ state: "held" });
    const [confirmation] = await world.say("#fortryd");
    expect(confirmation).toMatchObject({ class: "confirmation", recipients: ["one@desk.example"] });
    expect(confirmation!.text).toContain("Svaret til mette@north.example er stoppet.");
    expect((await stores().outbox.find(reply!.id))!.state).toBe("cancelled");
    await sql`update desk_time set "offset" = "offset" + interval '1 hour'`.execute(world.desk.open.database);
    // Only what the desk's own people get is left to send.
    for (;;) {
      const mail = await world.desk.open.unitOfWork.transaction(({ outbox }) => outbox.claim(60));
      if (mail === null) break;
      expect(mail.class).not.toBe("reply");
    }
    expect(await eventTypes()).toContain("reply-undone");
  });

  test("is told that it came too late once a sender has the reply", async () => {
    world = await openAgentDesk(20);
    const [reply] = ofClass(await world.say("Prøv igen."), "reply");
    await sql`update outbox set state = 'sending' where id = ${reply!.id}`.execute(world.desk.open.database);
    const [fault] = await world.say("#undo");
    expect(fault!.text).toContain("intet blev stoppet");
    expect((await stores().outbox.find(reply!.id))!.state).toBe("sending");
  });

  test("stops no colleague's reply", async () => {
    world = await openAgentDesk(20);
    const [reply] = ofClass(await world.say("Prøv igen."), "reply");
    const [fault] = await world.say("#undo", "two");
    expect(fault!.text).toContain("intet blev stoppet");
    expect((await stores().outbox.find(reply!.id))!.state).toBe("held");
  });

  test("is offered where something is held, with the seconds left, and not where the desk holds nothing", async () => {
    world = await openAgentDesk(20);
    const [, held] = await both("#niveau A\n\nPrøv igen.");
    expect(held!.text).toContain("#fortryd inden 20 sekunder");
    await world.close();
    world = await openAgentDesk(0);
    const [reply, confirmation] = await both("#niveau A\n\nPrøv igen.");
    expect(reply!.state).toBe("queued");
    expect(confirmation!.text).not.toContain("#fortryd");
  });

  async function both(text: string) {
    const sent = await world.say(text);
    return [...ofClass(sent, "reply"), ...ofClass(sent, "confirmation")];
  }
});

describe("#dry-run", () => {
  test("says what would happen and to whom, and changes nothing", async () => {
    world = await openAgentDesk();
    const before = { ticket: await world.ticket(), events: await eventTypes() };
    const sent = await world.say("#prøv\n#niveau A\n#cc it@north.example\n#løst\n\nDet virker igen.");
    expect(sent.map((one) => one.class)).toEqual(["confirmation"]);
    expect(sent[0]!.text).toContain("Dette er en prøve");
    expect(sent[0]!.text).toContain("mette@north.example");
    expect(sent[0]!.text).toContain("it@north.example");
    expect(sent[0]!.text).toContain("Niveauet er nu A");
    expect({ ticket: await world.ticket(), events: await eventTypes() }).toEqual(before);
    expect(await stores().tickets.listParticipants(before.ticket.id)).not.toContainEqual(
      expect.objectContaining({ address: "it@north.example" }),
    );
  });

  test("gives a faulty mail back like any other", async () => {
    world = await openAgentDesk();
    const sent = await world.say("#dry-run\n#niveau Z\n\nTekst");
    expect(sent).toHaveLength(1);
    expect(sent[0]!.text).toContain("A, B, C, D");
  });
});

describe("#cc and #uncc", () => {
  test("a copy goes out with the very mail that admits the address, and no more once it is removed", async () => {
    world = await openAgentDesk();
    const [first] = ofClass(await world.say("#cc IT@North.Example\n\nVi ser på det."), "reply");
    expect(first!.recipients.sort()).toEqual(["it@north.example", "mette@north.example"]);
    const [second] = ofClass(await world.say("#uncc it@north.example\n\nDet er løst."), "reply");
    expect(second!.recipients).toEqual(["mette@north.example"]);
    expect(await eventTypes()).toEqual(expect.arrayContaining(["participant-admitted", "participant-removed"]));
  });

  test("the requester, and who was never in copy, are named for what they are", async () => {
    world = await openAgentDesk();
    const [confirmation] = await world.say("#cc mette@north.example\n#uncc nobody@north.example");
    expect(confirmation!.text).toContain("Kunden får allerede alle svar.");
    expect(confirmation!.text).toContain("nobody@north.example var ikke i kopi.");
  });
});

describe("#template", () => {
  test("sends the canned reply in the requester's language, with the agent's text in it", async () => {
    world = await openAgentDesk();
    const [reply] = ofClass(await world.say("#skabelon solved\n\nDisken var fuld."), "reply");
    expect(reply!.text).toContain("Vi mener, at det er løst.");
    expect(reply!.text).toContain("Disken var fuld.");
  });

  test("an unknown name sends nothing and lists those there are", async () => {
    world = await openAgentDesk();
    const sent = await world.say("#template solve\n\nDisken var fuld.");
    expect(sent).toHaveLength(1);
    expect(sent[0]!.text).toContain("more-information, solved, working-on-it");
  });
});

describe("#ask-consent, #ask-access and #ask-permission", () => {
  test.each([
    ["#bed-om-samtykke Må vi genstarte jeres server?", "consent"],
    ["#ask-access\n\nMå vi få adgang til jeres server?", "access"],
    ["#ask-permission Må vi bruge to timer på det?", "consent"],
  ])("%j goes to the requester, and the clock stands until they answer", async (text, reason) => {
    world = await openAgentDesk();
    const [reply] = ofClass(await world.say(text), "reply");
    expect(reply!.text).toContain("Må vi");
    const { id } = await world.ticket();
    expect(await world.ticket()).toMatchObject({ state: "waiting" });
    expect(await stores().clocks.listForTicket(id)).toMatchObject([{ state: "paused", pauseReason: reason }]);
    await world.customerSays("Ja, det må I gerne gøre i aften efter kl. 18.");
    expect(await world.ticket()).toMatchObject({ state: "open" });
    expect(await stores().clocks.listForTicket(id)).toMatchObject([{ state: "running", pauseReason: null }]);
  });

  test("asking for nothing in particular is a fault, and the clock runs on", async () => {
    world = await openAgentDesk();
    const sent = await world.say("#ask-consent");
    expect(sent[0]!.text).toContain("ingen ny tekst");
    const { id } = await world.ticket();
    expect(await stores().clocks.listForTicket(id)).toMatchObject([{ state: "running" }]);
  });
});

describe("#service and #activity", () => {
  const NORTH = `
organisations:
  - { id: north, name: North Utility, domains: [north.example], hosting: customer, agreement: { from: 2020-01-01, to: 2099-12-31 } }
`;

  test("the service decides the coverage by how the organisation hosts, the activity who is accountable", async () => {
    world = await openAgentDesk(0, NORTH);
    const { services, activities } = world.desk.open.settings.desk;
    const service = Object.keys(services).find((id) => services[id]!.coverage.customer === "none")!;
    const activity = Object.keys(activities).find((id) => activities[id]!.customer.includes("A"))!;
    const [confirmation] = await world.say(
      `#ydelse ${services[service]!.name.da.toUpperCase()}\n#aktivitet ${activity}`,
    );
    expect(await world.ticket()).toMatchObject({ service, coverage: "none", activity, responsible: "customer" });
    expect(confirmation!.text).toContain("ikke dækket af aftalen");
    expect(confirmation!.text).toContain("er kundens ansvar (A/R)");
  });
});

test("who answers below #assign me takes the ticket once, and every word of what was done is told", async () => {
  world = await openAgentDesk();
  const sent = await world.say("#tildel mig\n#tid 1h30 cause=customer\n\nVi ser på det.");
  expect((await eventTypes()).filter((type) => type === "assigned")).toHaveLength(1);
  const confirmed = ofClass(sent, "confirmation")[0]!.text.replaceAll(/\s+/g, " ");
  expect(confirmed).toContain("- Sagen er tildelt Agent One.");
  expect(confirmed).toContain("den ekstra tid hører under kundens ansvar.");
});

test("#status alone brings one mail: how the ticket stands, and its promise", async () => {
  world = await openAgentDesk();
  const sent = await world.say("#status");
  expect(sent.map((one) => one.class)).toEqual(["confirmation"]);
  expect(sent[0]!.text).toContain("Tilstand: ny");
  expect(sent[0]!.text).toContain("Første svar");
  expect(sent[0]!.text).toMatch(/Brugt arbejdstid: .* af /);
  expect(await world.ticket()).toMatchObject({ state: "new" });
});

describe("the notice to agents", () => {
  test("holds what was written before, newest first, the working time left, and the commands that make sense", async () => {
    world = await openAgentDesk();
    await world.say("#notat\n\nKunden har ringet to gange.");
    await world.say("#løst\n\nPrøv igen nu.");
    const [notice] = await world.customerSays("Det virker stadig ikke, kan I se igen?");
    expect(notice!.class).toBe("notification");
    const text = notice!.text;
    const places = ["Det virker stadig ikke", "Prøv igen nu.", "Kunden har ringet", "Systemet virker ikke"].map(
      (part) => text.indexOf(part),
    );
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
    expect(text).toMatch(/Tilbage af svartiden: \d/);
    expect(text).toContain("#løst");
    expect(text).not.toContain("#genåbn");
  });

  test("shows no forged mail as a colleague's note", async () => {
    world = await openAgentDesk();
    await world.forges("Udlever adgangskoden til den næste.");
    const [notice] = await world.customerSays("Er der nyt?");
    expect(notice!.text).toContain("Systemet virker ikke");
    expect(notice!.text).not.toContain("Udlever");
  });
});

test("an answer is threaded by the ids the customer has seen, and the id of the agent's own mail stays inside", async () => {
  world = await openAgentDesk();
  const { outbox } = world.desk.open.unitOfWork.reading;
  const said = async (text: string) => (await world.say(text)).find((one) => one.class === "reply")!.id;
  const first = await outbox.find(await said("Prøv at genstarte."));
  const second = Buffer.from((await outbox.find(await said("Virkede det?")))!.bytes).toString();
  const references = /^References:((?:.*\r\n[ \t])*.*)\r\n/im.exec(second)![1]!.trim().split(/\s+/);
  expect(references).toContain(first!.messageId);
  expect(references.every((id) => !/^<a\d+@desk\.example>$/.test(id))).toBe(true);
});
