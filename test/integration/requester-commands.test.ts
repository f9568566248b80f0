import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { type AgentDesk, openAgentDesk, type Sent } from "../support/agent-desk.ts";

const METTE = "mette@north.example";

let world: AgentDesk;
let mails = 0;

beforeAll(async () => {
  world = await openAgentDesk();
});
beforeEach(() => world.afresh());
afterAll(() => world.close());

const stores = () => world.desk.open.unitOfWork.reading;
const toCustomer = (sent: readonly Sent[]) => sent.filter((one) => one.class === "acknowledgement");
const ticketCount = async () => (await stores().tickets.list({ limit: 100 })).length;

interface Asked {
  from?: string;
  subject?: string;
  text?: string;
  proved?: boolean;
  headers?: string[];
}

function asks({ from = METTE, subject = "STATUS", text = "", proved = true, headers = [] }: Asked): Promise<Sent[]> {
  mails += 1;
  const lines = [
    `Authentication-Results: mx.desk.example; dmarc=${proved ? "pass" : "none"} header.from=${from.split("@")[1]}`,
    `From: ${from}`,
    "To: support@desk.example",
    `Subject: ${subject}`,
    `Message-ID: <s${mails}@${from.split("@")[1]}>`,
    ...headers,
    "Content-Type: text/plain; charset=utf-8",
    "",
    text,
    "",
  ];
  return world.files(lines.join("\n"));
}

describe("STATUS", () => {
  test.each(["STATUS", "status", " Status "])(
    "as the subject (%j) brings the requester their own open tickets",
    async (subject) => {
      const mine = await world.ticket();
      const others = await world.opens("Hemmeligt fra en anden", "ole@south.example");
      const closed = await world.opens("Den lukkede sag");
      await world.say("#close", "one", closed);
      const count = await ticketCount();
      const sent = await asks({ subject });
      expect(sent.map((one) => [one.class, one.recipients])).toEqual([["acknowledgement", [METTE]]]);
      const [{ text } = { text: "" }] = sent;
      expect(text).toContain(mine.ref);
      expect(text).toContain("Emne: Systemet");
      expect(text).toContain("Niveau: C");
      expect(text).toMatch(/Svar senest: \S/);
      for (const secret of [others.ref, closed.ref, "Systemet virker ikke, kan I hjælpe?"])
        expect(text).not.toContain(secret);
      expect(await ticketCount()).toBe(count);
    },
  );

  test("says so where the clock waits for the requester, and where nothing is open", async () => {
    await world.say("#bed-om-adgang Må vi få adgang?");
    const [waiting] = await asks({});
    expect(waiting?.text).toContain("vi venter på dig, så fristen står stille");
    const [none] = await asks({ from: "ole@south.example" });
    expect(none?.text).toContain("Du har ingen åbne sager hos os.");
  });

  test.each<[string, Asked]>([
    ["from an unproved sender", { proved: false }],
    ["with another word", { subject: "Status på sagen" }],
    ["with words of its own", { text: "Hej\n\nServeren er nede." }],
  ])("%s is a ticket as usual", async (_, asked) => {
    const count = await ticketCount();
    const sent = await asks(asked);
    expect(await ticketCount()).toBe(count + 1);
    for (const { text } of toCustomer(sent)) expect(text).not.toContain("åbne sager");
  });

  test("is answered once an hour for each address; the second is a ticket as usual", async () => {
    const lists = (sent: readonly Sent[]) => sent.filter(({ text }) => text.includes("åbne sager")).length;
    expect(lists(await asks({}))).toBe(1);
    const count = await ticketCount();
    expect(lists(await asks({ text: "Hej" }))).toBe(0);
    expect(await ticketCount()).toBe(count + 1);
    expect(lists(await asks({ from: "ole@south.example" }))).toBe(1);
    await sql`update desk_time set "offset" = "offset" + interval '61 minutes'`.execute(world.desk.open.database);
    expect(lists(await asks({ text: "Hej Support" }))).toBe(1);
  });

  test("in answer to a mail that the desk wrote by itself is a ticket as usual, which is not acknowledged", async () => {
    await asks({});
    const [list] = await stores().outbox.list({ limit: 1 });
    await sql`update desk_time set "offset" = interval '61 minutes'`.execute(world.desk.open.database);
    const count = await ticketCount();
    expect(toCustomer(await asks({ headers: [`In-Reply-To: ${list?.messageId}`] }))).toEqual([]);
    expect(await ticketCount()).toBe(count + 1);
  });

  test("from a machine is recorded and never answered", async () => {
    expect(await asks({ headers: ["Auto-Submitted: auto-generated"] })).toEqual([]);
  });
});

describe("#close by the requester", () => {
  const reply = (asked: Asked) =>
    asks({ subject: "Re: Systemet", headers: ["In-Reply-To: <q1@north.example>"], ...asked });
  const clock = async () => (await stores().clocks.listForTicket((await world.ticket()).id))[0]?.state;

  test.each(["#luk", "#close", "#LUK\n\nTak for hjælpen!"])(
    "%j closes their own ticket, and everybody is told",
    async (text) => {
      const sent = await reply({ text });
      const ticket = await world.ticket();
      expect([ticket.state, await clock()]).toEqual(["closed", "cancelled"]);
      expect(toCustomer(sent).map((one) => one.recipients)).toEqual([[METTE]]);
      expect(toCustomer(sent)[0]?.text).toContain(`Vi har lukket sag ${ticket.ref}`);
      expect(sent.filter((one) => one.class === "notification").length).toBeGreaterThan(0);
      expect((await stores().tickets.listEvents(ticket.id)).filter(({ type }) => type === "closed")).toMatchObject([
        { actor: "requester" },
      ]);
      // Once more changes nothing.
      expect(await reply({ text: "#luk\nigen" })).toEqual([]);
    },
  );

  test.each<[string, Asked]>([
    ["unproved", { text: "#luk", proved: false }],
    ["below other text", { text: "Hej\n#luk" }],
    ["in a sentence", { text: "#luk den ikke" }],
  ])("%s closes nothing", async (_, asked) => {
    const sent = await reply(asked);
    expect([(await world.ticket()).state, await clock()]).not.toContain("closed");
    expect(toCustomer(sent)).toEqual([]);
  });

  test("from somebody in copy closes nothing", async () => {
    await world.say("#cc it@north.example");
    await reply({ from: "it@north.example", text: "#luk" });
    expect((await world.ticket()).state).not.toBe("closed");
  });
});
