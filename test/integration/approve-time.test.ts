import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { listTime } from "../../src/usecases/list-time.ts";
import { composeStatement } from "../../src/usecases/statement/compose-statement.ts";
import { statementCsv } from "../../src/usecases/statement/statement-csv.ts";
import { statementHtml } from "../../src/usecases/statement/statement-html.ts";
import { type AgentDesk, openAgentDesk, type Sent } from "../support/agent-desk.ts";

const ORGANISATIONS = `
organisations:
  - { id: north, name: North Utility, domains: [north.example], hosting: customer, agreement: { from: 2026-01-01, to: 2099-12-31 } }
`;
let world: AgentDesk;

beforeAll(async () => {
  world = await openAgentDesk(0, ORGANISATIONS);
});
beforeEach(() => world.afresh());
afterAll(() => world.close());

const stores = () => world.desk.open.unitOfWork.reading;
const time = async () => (await listTime(stores(), (await world.ticket()).ref))!;
/** Billed and not approved, of each entry. */
const minutes = async () => (await time()).map((one) => [one.billableMinutes, one.unapprovedMinutes]);
const confirmation = (sent: readonly Sent[]) => sent.find((one) => one.class === "confirmation")!.text;

/** Asks for extra time, and gives the Message-ID of the question. */
async function ask(line = "#bed-om-godkendelse 1h Oprydning på disken"): Promise<{ id: string; text: string }> {
  const reply = (await world.say(line)).find((one) => one.class === "reply")!;
  const { messageId } = (await stores().outbox.find(reply.id))!;
  return { id: messageId.slice(1, -1), text: reply.text };
}

test("extra time is asked for by mail, and the customer reads how much, that it is billed, and how to answer", async () => {
  const sent = await world.say("#bed-om-godkendelse 1h30 Oprydning på disken\n\nDen er fuld af jeres egne filer.");
  const question = sent.find((one) => one.class === "reply")!;
  expect(question.recipients).toEqual(["mette@north.example"]);
  expect(question.text).toContain("Oprydning på disken");
  expect(question.text).toContain("Den er fuld af jeres egne filer.");
  expect(question.text).toContain("op til 1 t 30 min arbejde, som faktureres ud over jeres aftale");
  expect(question.text).toContain("Svar ja eller nej på denne mail");
  expect(confirmation(sent)).toContain("Kunden er bedt om at godkende 1 t 30 min. Uret går imens.");
  const { id, state } = await world.ticket();
  expect(state).not.toBe("waiting");
  expect((await stores().clocks.listForTicket(id)).map((clock) => clock.state)).toEqual(["running"]);
  expect(await stores().approvals.listForTicket(id)).toMatchObject([
    { asked: "extra-time", minutes: 90, service: null, question: expect.stringContaining("Oprydning"), answer: null },
  ]);
});

test("time is billed as far as the customer approved it, and no further without another yes", async () => {
  const first = await ask();
  expect(confirmation(await world.say("#tid 30m cause=customer"))).toContain(
    "faktureres først, når kunden har godkendt den. Kunden er spurgt og har ikke svaret endnu.",
  );
  expect(await minutes()).toEqual([[0, 30]]);
  const told = await world.customerProves("GODKENDT", first.id);
  expect(told.find((one) => one.class === "notification")!.text).toContain("Ekstra tid, 1 t: godkendt af mette");
  expect(await minutes()).toEqual([[30, 0]]);
  expect(confirmation(await world.say("#tid 45m cause=third-party"))).toContain(
    "30 min faktureres; 15 min ligger ud over det godkendte og faktureres først, når kunden har godkendt det. Spørg med #bed-om-godkendelse 15m TEKST.",
  );
  expect(await minutes()).toEqual([
    [30, 0],
    [30, 15],
  ]);
  const second = await ask("#ask-approval 15m Resten");
  await world.customerProves("Yes", second.id);
  expect(await minutes()).toEqual([
    [30, 0],
    [45, 0],
  ]);
  expect((await time())[1]!.approvals.map((one) => [one.minutes, one.by])).toEqual([
    [30, "mette@north.example"],
    [15, "mette@north.example"],
  ]);
});

test.each([
  ["a no", "Nej tak", true, "mette@north.example"],
  ["a question in return", "Hvad koster det?", true, "mette@north.example"],
  ["another time than was asked for", "Ja, men kun 10 minutter", true, "mette@north.example"],
  ["a yes that nothing proves", "Ja", false, "mette@north.example"],
  ["a colleague's yes", "Ja", true, "kollega@north.example"],
])("%s bills nothing", async (_what, text, isProved, from) => {
  const { id } = await ask();
  await world.say("#tid 30m cause=customer");
  if (isProved) await world.customerProves(text, id, from);
  else await world.customerSays(text);
  expect(await minutes()).toEqual([[0, 30]]);
});

test("a yes to what a colleague wrote on the ticket is no yes to the desk's question", async () => {
  const { id } = await ask();
  await world.say("#tid 30m cause=customer");
  await world.customerProves("Skal vi spise frokost, Mette?", id, "kollega@north.example");
  const { messageId } = (await stores().tickets.listMessages((await world.ticket()).id)).at(-1)!;
  const told = await world.customerProves("Ja", messageId!.slice(1, -1));
  expect(await minutes()).toEqual([[0, 30]]);
  expect(told.find((one) => one.class === "notification")!.text).toContain("hvilket spørgsmål");
});

test("after a no the agent is told so, and how to ask again", async () => {
  const { id } = await ask();
  await world.customerProves("Nej", id);
  expect(confirmation(await world.say("#tid 30m cause=customer"))).toContain(
    "Kunden har sagt nej. Spørg med #bed-om-godkendelse 30m TEKST.",
  );
});

test("the same yes again bills nothing more, nor does the same time", async () => {
  const { id } = await ask();
  await world.customerProves("Ja", id);
  await world.say("#tid 1h cause=customer");
  await world.customerProves("Ja", id);
  const [entry] = await stores().time.listForTicket((await world.ticket()).id);
  const again = await world.desk.open.unitOfWork.transaction(({ time }) => time.add(entry!));
  expect(again).toBeNull();
  expect(await minutes()).toEqual([[60, 0]]);
});

test("a counter-entry is credited, and what it sets free of the approval may be used again", async () => {
  const { id } = await ask();
  await world.customerProves("Ja", id);
  await world.say("#tid 1h cause=customer");
  expect(confirmation(await world.say("#tid -20m cause=customer"))).toContain("20 min er trukket fra");
  expect(await minutes()).toEqual([
    [60, 0],
    [-20, 0],
  ]);
  await world.say("#tid 30m cause=customer");
  expect(await minutes()).toEqual([
    [60, 0],
    [-20, 0],
    [20, 10],
  ]);
  expect(confirmation(await world.say("#tid -15m cause=customer"))).toContain("Heraf var 5 min faktureret.");
  expect(await minutes()).toEqual([
    [60, 0],
    [-20, 0],
    [20, 10],
    [-5, -10],
  ]);
});

test("time and the question for it may stand in one mail, and a rehearsal leaves nothing of either", async () => {
  await world.say("#prøv\n#tid 1h cause=customer\n#bed-om-godkendelse 1h Oprydning");
  expect(await time()).toEqual([]);
  const sent = await world.say("#tid 1h cause=customer\n#bed-om-godkendelse 1h Oprydning");
  expect(confirmation(sent)).toContain("Kunden er spurgt og har ikke svaret endnu.");
  const { messageId } = (await stores().outbox.find(sent.find((one) => one.class === "reply")!.id))!;
  await world.customerProves("Ja tak", messageId.slice(1, -1));
  expect(await minutes()).toEqual([[60, 0]]);
});

test("an approval given on a ticket bills the time of the one that it was merged into, and once", async () => {
  const first = await world.ticket();
  const { id } = await ask();
  const target = await world.opens("Det samme igen");
  await world.say("#tid 40m cause=customer", "one", first);
  await world.say(`#merge ${target.ref}`, "one", first);
  await world.customerProves("Ja", id);
  await world.say("#tid 40m cause=customer", "one", target);
  const of = async (ref: string) => (await listTime(stores(), ref))!.map((one) => one.billableMinutes);
  expect([await of(first.ref), await of(target.ref)]).toEqual([[40], [20]]);
});

test.each([
  ["", "er ikke en tid mellem 1 minut og 100 timer"],
  ["Oprydning", "er ikke en tid mellem 1 minut og 100 timer"],
  ["-1h Oprydning", "er ikke en tid mellem 1 minut og 100 timer"],
  ["0m Oprydning", "er ikke en tid mellem 1 minut og 100 timer"],
  ["101h Oprydning", "er ikke en tid mellem 1 minut og 100 timer"],
  ["1h", "ingen ny tekst"],
])("#bed-om-godkendelse %s is a fault that says how to write it, and asks nothing", async (rest, why) => {
  const sent = await world.say(`#bed-om-godkendelse ${rest}`);
  expect(sent.map((one) => one.class)).toEqual(["confirmation"]);
  expect(confirmation(sent)).toContain(why);
  expect(await stores().approvals.listForTicket((await world.ticket()).id)).toEqual([]);
});

const yesTo = (id: string) =>
  [
    "Authentication-Results: mx.desk.example; dmarc=pass header.from=north.example",
    "From: mette@north.example",
    "To: support@desk.example",
    "Subject: Re: svar",
    "Message-ID: <yes@north.example>",
    `In-Reply-To: <${id}>`,
    "",
    "Ja",
    "",
  ].join("\n");

test.each([
  ["was written", (id: string, pass: () => Promise<void>) => pass().then(() => world.desk.file(yesTo(id)))],
  [
    "was filed, late after it came in",
    async (id: string, pass: () => Promise<void>) => {
      await world.desk.accept(yesTo(id));
      await pass();
      await world.desk.file();
    },
  ],
])(
  "a statement bills time in the month in which its approval %s, and the month before stays as it was",
  async (_what, approve) => {
    const { id } = await ask();
    await world.say("#tid 1h30 cause=customer");
    const { database, settings } = world.desk.open;
    const now = new Date(await stores().now());
    const month = (ahead: number) =>
      new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 15)).toISOString();
    const compose = async (ahead: number) => {
      const question = { organisation: "north", month: month(ahead).slice(0, 7), language: "da" } as const;
      const composed = await composeStatement(stores(), settings.desk, question);
      if (!composed.ok) throw new Error(composed.why);
      return composed.statement;
    };
    const before = await compose(0);
    expect(before).toMatchObject({ billableMinutes: 0, unapprovedMinutes: 90, notBillableMinutes: 0 });
    expect(statementHtml(before)).toContain("Ikke godkendt: 90 minutter");
    await approve(id, async () => {
      await sql`update desk_time set "offset" = '32 days'`.execute(database);
    });
    expect(await compose(0)).toEqual({
      ...before,
      tickets: [{ ...before.tickets[0]!, permissions: expect.any(Array) }],
    });
    const billedAhead = (await compose(1)).tickets.length === 1 ? 1 : 2;
    const after = await compose(billedAhead);
    expect(after).toMatchObject({ billableMinutes: 60, unapprovedMinutes: -60, notBillableMinutes: 0 });
    const [line] = after.tickets[0]!.entries;
    expect(line).toMatchObject({ minutes: 0, isEarlier: true, billable: true, approvals: [{ minutes: 60 }] });
    const [permission] = after.tickets[0]!.permissions;
    expect(permission).toMatchObject({ asked: "extra-time", minutes: 60, outcome: "given", by: "mette@north.example" });
    expect(line!.approvals[0]!.message).toBe(permission!.message);
    expect(statementCsv(after)).toMatch(/,60,-60,yes,60 min mette@north\.example .* mail \d+\r\n/);
    const html = statementHtml(after);
    expect(html).toContain("Noteret i en tidligere måned og godkendt nu.");
    expect(html).toContain(`60 minutter godkendt af mette@north.example (mail ${permission!.message})`);
    expect(html).toContain("Kundens ja til ekstra tid, 60 minutter");
  },
);

test("the database itself bills nothing unapproved, nothing twice, and changes no charge", async () => {
  const { id } = await ask();
  await world.say("#tid 2h cause=customer\n#tid 2h cause=vendor");
  const [entry, vendors] = await stores().time.listForTicket((await world.ticket()).id);
  const [approval] = await stores().approvals.listForTicket((await world.ticket()).id);
  const charge = (entryId: number, billed: number) => {
    const at = entry!.at;
    const one = { entryId, counterEntryId: null, approvalId: approval!.id, billed, takenBack: 0, at };
    return world.desk.open.unitOfWork.transaction((all) => all.time.charge([one]));
  };
  await expect(charge(entry!.id, 1)).rejects.toThrow("does not allow");
  await world.customerProves("Ja", id);
  expect(await minutes()).toEqual([
    [60, 60],
    [0, 0],
  ]);
  await expect(charge(entry!.id, 1)).rejects.toThrow("does not allow");
  await expect(charge(vendors!.id, 1)).rejects.toThrow("has not so many minutes");
  const { database } = world.desk.open;
  await expect(sql`update time_charge set billed = 61`.execute(database)).rejects.toThrow("never changed");
  await expect(sql`delete from time_charge`.execute(database)).rejects.toThrow("never changed");
});
