import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { type AgentDesk, openAgentDesk, type Sent } from "../support/agent-desk.ts";

const ORGANISATIONS = `
organisations:
  - { id: north, name: North Utility, domains: [north.example], hosting: customer, agreement: { from: 2026-01-01, to: 2099-12-31 } }
  - { id: south, name: South Utility, domains: [south.example], hosting: customer, agreement: { from: 2026-01-01, to: 2099-12-31 } }
`;
let world: AgentDesk;

beforeAll(async () => {
  world = await openAgentDesk(0, ORGANISATIONS);
});
beforeEach(() => world.afresh());
afterAll(() => world.close());

const stores = () => world.desk.open.unitOfWork.reading;

async function outcomes(): Promise<(string | null)[]> {
  const { id } = await world.ticket();
  return (await stores().approvals.listForTickets([id])).map(({ answer }) => answer?.outcome ?? null);
}

/** The Message-ID under which a reply of ours went out. */
async function messageIdOf(sent: readonly Sent[]): Promise<string> {
  const { id } = sent.find((one) => one.class === "reply")!;
  return (await stores().outbox.find(id))!.messageId.slice(1, -1);
}

describe("consent asked by mail", () => {
  test("is on record with the question, and the customer's proved yes with who, when and by which mail", async () => {
    const sent = await world.say("#bed-om-samtykke Må vi installere core 5.3?\n\nDet tager en time.");
    expect(sent.find((one) => one.class === "reply")!.text).toContain("Svar ja eller nej på denne mail");
    expect(await outcomes()).toEqual([null]);
    const unclear = await world.customerProves("Det vender vi tilbage til", await messageIdOf(sent));
    expect(unclear.find((one) => one.class === "notification")!.text).toContain(
      "Samtykke: intet klart ja eller nej endnu",
    );
    const told = await world.customerProves("Hej\n\nJa tak\n\nMvh Mette", await messageIdOf(sent));
    expect(told.find((one) => one.class === "notification")!.text).toContain("Samtykke: givet af mette@north.example");
    const { id } = await world.ticket();
    expect(await stores().approvals.listForTickets([id])).toMatchObject([
      {
        asked: "consent",
        question: "Må vi installere core 5.3?\n\nDet tager en time.",
        askedBy: "one",
        answer: { outcome: "given", by: "mette@north.example", emailId: expect.any(Number) },
      },
    ]);
    // Thanks by its words, but an answer: the ticket waits no longer.
    expect((await world.ticket()).state).toBe("open");
    expect((await stores().tickets.listEvents(id)).map(({ type }) => type)).toContain("approval-given");
  });

  test("is not given by a mail that proves nothing, or by another address, or by a yes with a reservation", async () => {
    const earlier = await messageIdOf(await world.say("Vi ser på det."));
    const question = await messageIdOf(await world.say("#ask-consent Må vi?"));
    const told = async (sent: Promise<Sent[]>) => (await sent).find((one) => one.class === "notification")!.text;
    expect(await told(world.customerSays("Ja"))).toContain("tæller ikke, for afsenderen er ikke bekræftet");
    expect(await told(world.customerProves("Ja", question, "kollega@north.example"))).toContain(
      "tæller ikke, for kun sagens kontaktperson kan give det",
    );
    expect(await told(world.customerProves("Ja", earlier))).toContain("ikke sikkert, hvilket spørgsmål");
    expect(await told(world.customerProves("Ja, men ikke før fredag", question))).toContain("intet klart ja eller nej");
    expect(await outcomes()).toEqual([null]);
    await world.customerProves("Nej tak", question);
    expect(await outcomes()).toEqual(["refused"]);
    // What was answered stays answered.
    await world.customerProves("Ja", question);
    expect(await outcomes()).toEqual(["refused"]);
  });

  test("is given to the question that the mail answers, and to none where it answers another mail of ours", async () => {
    const earlier = await messageIdOf(await world.say("Vi ser på det."));
    const consent = await messageIdOf(await world.say("#ask-consent Må vi installere?"));
    await world.customerProves("Ja", earlier);
    expect(await outcomes()).toEqual([null]);
    await world.say("#ask-permission To timer mere?");
    await world.customerProves("Ja");
    expect(await outcomes()).toEqual([null, null]);
    await world.customerProves("Ja", consent);
    expect(await outcomes()).toEqual(["given", null]);
  });

  test("is not given by a yes that came in before the question, though it is filed after it", async () => {
    await world.say("#ask-consent Må vi?");
    // A mail that names no other as answered, as of an hour ago.
    await sql`update desk_time set "offset" = '-1 hour'`.execute(world.desk.open.database);
    await world.customerProves("Ja tak");
    expect(await outcomes()).toEqual([null]);
    await sql`update desk_time set "offset" = '0'`.execute(world.desk.open.database);
    await world.customerProves("Ja tak");
    expect(await outcomes()).toEqual(["given"]);
  });

  test("is not given for a colleague whose ticket was merged into one's own", async () => {
    const own = await world.ticket();
    const colleagues = await world.opens("Må I installere?", "ib@north.example");
    await world.say("#ask-consent Må vi?", "one", colleagues);
    await world.say(`#merge ${own.ref}`, "one", colleagues);
    await world.customerProves("Ja tak");
    const { outcome } = await world.desk.open.database
      .selectFrom("approval")
      .select("outcome")
      .executeTakeFirstOrThrow();
    expect(outcome).toBeNull();
  });

  test("is withdrawn with the question that #undo stops", async () => {
    const shared = world;
    world = await openAgentDesk(20, ORGANISATIONS);
    try {
      const question = await messageIdOf(await world.say("#ask-consent Må vi?"));
      await world.say("#fortryd");
      expect((await stores().approvals.listOpen((await world.ticket()).id)).length).toBe(0);
      await world.customerProves("Ja", question);
      const rows = await world.desk.open.database.selectFrom("approval").select("outcome").execute();
      expect(rows).toEqual([{ outcome: "withdrawn" }]);
    } finally {
      await world.close();
      world = shared;
    }
  });

  test("an answer on record is never changed", async () => {
    const question = await messageIdOf(await world.say("#ask-consent Må vi?"));
    await world.customerProves("Nej", question);
    const change = sql`update approval set outcome = 'given'`.execute(world.desk.open.database);
    await expect(change).rejects.toThrow("never changed");
  });
});

describe("#change", () => {
  test("a change without a module is logged where the ticket belongs, with its documentation", async () => {
    const [confirmation] = await world.say("#ændring Ny printerdriver på serveren");
    expect(confirmation!.text).toContain("Ændringen er noteret i loggen for north: Ny printerdriver på serveren.");
    expect(await stores().changes.list({ organisation: "north", limit: 10 })).toMatchObject([
      {
        ref: (await world.ticket()).ref,
        agent: "one",
        module: null,
        consent: null,
        text: "Ny printerdriver på serveren",
      },
    ]);
    expect(await stores().changes.list({ organisation: "south", limit: 10 })).toEqual([]);
  });

  test("a module is not recorded as installed without recorded consent, and with it names who gave it", async () => {
    const line = "#change Opdateret og prøvet module=core version=5.3";
    const refuse = async (why: string) => {
      const sent = await world.say(`#niveau A\n${line}\n\nDet er installeret.`);
      expect(sent.map((one) => one.class)).toEqual(["confirmation"]);
      expect(sent[0]!.text).toContain(why);
      expect((await world.ticket()).level).toBe("C");
    };
    await refuse("Kunden har ikke givet samtykke");
    const permission = await messageIdOf(await world.say("#ask-permission En time mere?"));
    await world.customerProves("Ja", permission);
    await refuse("Kunden har ikke givet samtykke");
    const consent = await messageIdOf(await world.say("#ask-consent Må vi installere core 5.3?"));
    await refuse("Kunden har ikke givet samtykke");
    await world.customerProves("Ja", consent);
    await world.say(line);
    expect(await stores().changes.list({ limit: 10 })).toMatchObject([
      { organisation: "north", module: "core", version: "5.3", consent: { by: "mette@north.example" } },
    ]);
  });

  test("a consent is to the module and version that it was asked for, which the customer reads, and to no other", async () => {
    const sent = await world.say("#bed-om-samtykke Må vi installere den nye version? module=core version=5.3");
    const question = sent.find((one) => one.class === "reply")!.text;
    expect(question).toContain("Må vi installere den nye version?");
    expect(question).toContain("Samtykket gælder installation af core, version 5.3.");
    expect(question).not.toContain("module=");
    const told = await world.customerProves("Ja", await messageIdOf(sent));
    expect(told.find((one) => one.class === "notification")!.text).toContain("Samtykke, core 5.3: givet af mette");
    for (const other of ["module=core version=5.4", "module=rapport version=5.3"]) {
      const [fault] = await world.say(`#change Installeret ${other}`);
      expect(fault!.text).toContain(`noget andet end ${other.replace("module=", "").replace("version=", "")}`);
    }
    expect(await stores().changes.list({ limit: 10 })).toEqual([]);
    await world.say("#change Installeret module=core version=5.3");
    expect(await stores().changes.list({ limit: 10 })).toMatchObject([{ module: "core", version: "5.3" }]);
  });

  test("half a module in the question is a fault: nothing is asked", async () => {
    const [fault] = await world.say("#bed-om-samtykke Må vi? module=core");
    expect(fault!.text).toContain("Skriv module og version begge eller slet ikke");
    expect(await outcomes()).toEqual([]);
  });

  test("the consent may be another ticket's of the same organisation, and no other's", async () => {
    const first = await world.ticket();
    await world.customerProves("Ja", await messageIdOf(await world.say("#ask-consent Må vi installere core 5.3?")));
    const second = await world.opens("Installationen", "ib@north.example");
    const line = `#change Installeret module=core version=5.3 consent=${first.ref}`;
    expect((await world.say(line, "one", second))[0]!.text).toContain("core 5.3");
    const foreign = await world.opens("En anden", "bo@south.example");
    expect((await world.say(line, "one", foreign))[0]!.text).toContain("samme organisation");
    const merged = await world.opens("Det samme", "mette@north.example");
    await world.say(`#merge ${merged.ref}`, "one", first);
    await world.say("#change Også her module=Core version=5.3", "one", merged);
    expect((await stores().changes.list({ limit: 10 })).map(({ module, consent }) => [module, consent?.ref])).toEqual([
      ["Core", first.ref],
      ["core", first.ref],
    ]);
  });

  test("no entry is changed, and the database itself takes no module without consent", async () => {
    await world.say("#change Ny driver");
    const { database } = world.desk.open;
    await expect(sql`update installed_change set text = ''`.execute(database)).rejects.toThrow("never changed");
    const forged = sql`insert into installed_change (ticket_id, organisation, at, agent, module, version, text, inbound_email_id, line)
      select ticket_id, organisation, at, agent, 'core', '5.3', text, inbound_email_id, 2 from installed_change`;
    await expect(forged.execute(database)).rejects.toThrow("check constraint");
  });
});

test("a ticket of no organisation has no log of changes", async () => {
  const stranger = await world.opens("Hvem er jeg", "nobody@elsewhere.example");
  expect((await world.say("#change Ny driver", "one", stranger))[0]!.text).toContain(
    "hører ikke til nogen organisation",
  );
});
