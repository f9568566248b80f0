import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { sql } from "kysely";
import type { Desk } from "../../src/domain/desk/desk.ts";
import { parseInstant } from "../../src/domain/time/instant.ts";
import { composeStatement } from "../../src/usecases/statement/compose-statement.ts";
import type { Statement } from "../../src/usecases/statement/statement.ts";
import { statementCsv } from "../../src/usecases/statement/statement-csv.ts";
import { statementHtml } from "../../src/usecases/statement/statement-html.ts";
import { type AgentDesk, openAgentDesk } from "../support/agent-desk.ts";

const ORGANISATIONS = `
organisations:
  - { id: north, name: North <Utility>, domains: [north.example], hosting: vendor, agreement: { from: 2026-01-01, to: 2099-12-31 } }
  - { id: south, name: South Utility, domains: [south.example], hosting: customer, agreement: { from: 2026-01-01, to: 2099-12-31 } }
`;
let world: AgentDesk;

/** Moves the newest entry to where a mail of that instant would have put it. */
async function at(text: string): Promise<void> {
  const { database } = world.desk.open;
  await sql`alter table time_entry disable trigger all`.execute(database);
  await sql`update time_entry set at = ${new Date(parseInstant(text)!)} where id = (select max(id) from time_entry)`.execute(
    database,
  );
  await sql`alter table time_entry enable trigger all`.execute(database);
  await sql`alter table time_charge disable trigger all`.execute(database);
  await sql`update time_charge set at = ${new Date(parseInstant(text)!)}
    where coalesce(counter_entry_id, entry_id) = (select max(id) from time_entry)`.execute(database);
  await sql`alter table time_charge enable trigger all`.execute(database);
}

/** So much extra time of a ticket is billed unasked. */
function billUnasked(withoutApprovalMinutes: number): void {
  const context = world.desk.open.filing.context as { desk: Desk };
  context.desk = { ...context.desk, desk: { ...context.desk.desk, billing: { withoutApprovalMinutes } } };
}

beforeAll(async () => {
  world = await openAgentDesk(0, ORGANISATIONS);
  billUnasked(10_000);
  const first = await world.ticket();
  const record = async (line: string, when: string, about: { id: number }) => {
    await world.say(line, "one", about);
    await at(when);
  };
  await record("#tid 2h cause=customer Sidste minut i oktober", "2026-10-31T22:59:59.999Z", first);
  await record('#tid 1h30 cause=customer =HYPERLINK("https://evil.example")', "2026-10-31T23:00:00.000Z", first);
  await record("#tid -30m cause=customer", "2026-11-10T09:00:00.000Z", first);
  await record("#tid 45m cause=vendor <script>alert(1)</script>", "2026-11-30T22:59:59.999Z", first);
  const second = await world.opens("En helt anden sag");
  await record("#tid 1h cause=third-party", "2026-11-12T09:00:00.000Z", second);
  await record("#tid 3h cause=customer Første minut i december", "2026-11-30T23:00:00.000Z", second);
  const asking = await world.say("#bed-om-tilladelse En time <mere>?", "one", first);
  const { messageId } = (await world.desk.open.unitOfWork.reading.outbox.find(
    asking.find((one) => one.class === "reply")!.id,
  ))!;
  await world.customerProves("Ja tak", messageId.slice(1, -1));
  const foreign = await world.opens("En fremmed sag", "ib@south.example");
  await record("#tid 4h cause=customer", "2026-11-12T09:00:00.000Z", foreign);
});

afterAll(() => world.close());

async function compose(organisation: string, month: string): Promise<Statement> {
  const { settings, unitOfWork } = world.desk.open;
  const composed = await composeStatement(unitOfWork.reading, settings.desk, { organisation, month, language: "da" });
  if (!composed.ok) throw new Error(composed.why);
  return composed.statement;
}

test("a statement holds the month of the desk's zone, by ticket, and its totals are the sum of its entries", async () => {
  const statement = await compose("north", "2026-11");
  expect(statement).toMatchObject({ billableMinutes: 120, notBillableMinutes: 45 });
  expect(statement.tickets.map(({ entries }) => entries.map(({ minutes }) => minutes))).toEqual([[90, -30, 45], [60]]);
  expect(statement.tickets[0]).toMatchObject({ subject: "Systemet", billableMinutes: 60, notBillableMinutes: 45 });
  expect(statement.tickets[0]!.entries[1]).toEqual({
    at: "2026-11-10T09:00:00.000Z",
    agent: "Agent One",
    minutes: -30,
    cause: "customer",
    billable: true,
    billableMinutes: -30,
    unapprovedMinutes: 0,
    notBillableMinutes: 0,
    reason: "En modpostering, der retter tidligere noteret tid.",
    text: "",
    message: expect.any(Number),
    isEarlier: false,
    approvals: [],
  });
  expect(await compose("north", "2026-10")).toMatchObject({ billableMinutes: 120, notBillableMinutes: 0 });
  expect(await compose("north", "2026-12")).toMatchObject({ billableMinutes: 180, notBillableMinutes: 0 });
});

test("the customer's permission for extra time is named as evidence, with who, when and by which mail", async () => {
  const statement = await compose("north", "2026-11");
  const permission = {
    asked: "permission",
    minutes: null,
    question: "En time <mere>?",
    outcome: "given",
    at: expect.stringMatching(/Z$/),
    by: "mette@north.example",
    message: expect.any(Number),
  };
  expect(statement.tickets.map(({ permissions }) => permissions)).toEqual([[permission], []]);
  const [{ message } = { message: 0 }] = statement.tickets[0]!.permissions;
  expect(statementCsv(statement)).toContain(`given mette@north.example`);
  const html = statementHtml(statement);
  expect(html).toContain("<dt>Kundens tilladelse</dt><dd>En time &lt;mere&gt;? (mette@north.example, ");
  expect(html).toContain(`mail ${message})`);
});

test("nobody is billed for another's tickets, and a month without time is an empty statement", async () => {
  expect(await compose("south", "2026-11")).toMatchObject({ billableMinutes: 240, tickets: [{ entries: [{}] }] });
  expect(await compose("south", "2026-10")).toMatchObject({ billableMinutes: 0, notBillableMinutes: 0, tickets: [] });
});

test("what is no month and no organisation is refused, each for its reason", async () => {
  const { settings, unitOfWork } = world.desk.open;
  const ask = (organisation: string, month: string) =>
    composeStatement(unitOfWork.reading, settings.desk, { organisation, month, language: "en" });
  expect(await ask("north", "2026-13")).toEqual({ ok: false, why: "month" });
  expect(await ask("nobody", "2026-11")).toEqual({ ok: false, why: "organisation" });
});

test("as CSV each entry is a line, its minutes a number, and no text a formula", async () => {
  const lines = statementCsv(await compose("north", "2026-11")).split("\r\n");
  expect(lines).toHaveLength(6);
  expect(lines[1]).toContain(",90,customer,yes,");
  expect(lines[2]).toContain(",-30,customer,yes,");
  expect(lines[1]).toContain(`"'=HYPERLINK(""https://evil.example"")"`);
  expect(lines[3]).toContain(",45,vendor,no,");
});

test("as HTML strangers' text is text, and the page holds nothing from elsewhere", async () => {
  const html = statementHtml(await compose("north", "2026-11"));
  expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(html).not.toMatch(/<script|<link|src=|href=|url\(/);
  expect(html).toContain("North &lt;Utility&gt;");
  expect(html).toContain("tirsdag den 10. november 2026 kl. 10.00");
  expect(html).toContain("<dt>Faktureres</dt><dd>120 minutter</dd>");
  expect(statementHtml(await compose("south", "2026-10"))).toContain("Der er ikke noteret tid i denne måned.");
});

test("a permission given on a ticket stands beside the time of the one that it was merged into", async () => {
  const asked = await world.opens("Det samme igen");
  const asking = await world.say("#ask-permission To timer mere?", "one", asked);
  const { messageId } = (await world.desk.open.unitOfWork.reading.outbox.find(
    asking.find((one) => one.class === "reply")!.id,
  ))!;
  await world.customerProves("Ja", messageId.slice(1, -1));
  const target = await world.opens("Sagen, der bliver");
  await world.say(`#merge ${target.ref}`, "one", asked);
  await world.say("#tid 2h cause=customer", "one", target);
  await at("2027-03-01T09:00:00.000Z");
  const { tickets } = await compose("north", "2027-03");
  expect(tickets).toMatchObject([
    { ref: target.ref, permissions: [{ question: "To timer mere?", outcome: "given", by: "mette@north.example" }] },
  ]);
});
