import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { sql } from "kysely";
import { createTracer } from "../../src/adapters/telemetry/create-tracer.ts";
import { createTraceIds } from "../../src/adapters/telemetry/trace-ids.ts";
import { fileMailboxes } from "../../src/usecases/filing/file-mailboxes.ts";
import { openTestDesk, type TestDesk } from "../support/open-test-desk.ts";
import { SUPPORT_MAILBOX, testDesk } from "../support/test-desk.ts";

let desk: TestDesk;

beforeEach(async () => {
  desk = await openTestDesk(testDesk(SUPPORT_MAILBOX));
});

afterEach(async () => {
  for (const table of REFUSING) await sql.raw(`drop trigger if exists refuse on ${table}`).execute(desk.open.database);
  await desk.close();
});

const REFUSING = ["ticket", "message", "filing"];
const CUSTOMERS = ["ane", "bo", "carl", "dorte", "else"];
const stores = () => desk.open.unitOfWork.reading;

const mailOf = (name: string) =>
  [
    "Authentication-Results: mx.desk.example; dmarc=pass header.from=north.example",
    `From: ${name}@north.example`,
    "To: support@desk.example",
    `Subject: Printer of ${name}`,
    `Message-ID: <${name}@north.example>`,
    "",
    `The printer of ${name} does not print.`,
    "",
  ].join("\n");

/** The database itself refuses the mail of one customer, where it is written to this table. */
async function refuse(table: string, name: string): Promise<void> {
  const marks: Record<string, string> = {
    ticket: `new.subject = 'Printer of ${name}'`,
    message: `new.from_address = '${name}@north.example'`,
    filing: `exists (select from inbound_email join raw_mail using (sha256)
      where inbound_email.id = new.inbound_email_id and position('Printer of ${name}'::bytea in bytes) > 0)`,
  };
  const { database } = desk.open;
  await sql
    .raw(
      `create or replace function refuse() returns trigger language plpgsql as
       $$ begin if ${marks[table]} then raise 'refused by the test'; end if; return new; end $$`,
    )
    .execute(database);
  await sql
    .raw(`create trigger refuse before insert on ${table} for each row execute function refuse()`)
    .execute(database);
}

async function outcome() {
  const filings = (await stores().inbound.list({ limit: 10 })).toReversed();
  const tickets = await stores().tickets.list({ limit: 10 });
  const mails = await stores().outbox.list({ limit: 50 });
  const acknowledged = mails.filter((mail) => mail.class === "acknowledgement");
  return {
    states: filings.map(({ state, reasons }) => (state === "accepted" ? reasons.join() : state)),
    requesters: tickets.map(({ requester }) => requester.address.split("@")[0]).sort(),
    acknowledged: acknowledged.flatMap(({ recipients }) => recipients.map((one) => one.address.split("@")[0])).sort(),
    attempts: (
      await sql<{ attempts: number }>`select attempts from inbound_email order by id`.execute(desk.open.database)
    ).rows,
  };
}

const places = CUSTOMERS.flatMap((name) => REFUSING.map((table) => [name, table] as const));

test.each(places)(
  "a batch in which the mail of %s cannot be written to %s files all others once",
  async (name, table) => {
    await refuse(table, name);
    await desk.file(...CUSTOMERS.map(mailOf));
    const others = CUSTOMERS.filter((other) => other !== name);
    expect(await outcome()).toEqual({
      states: CUSTOMERS.map((other) => (other === name ? "refused by the test" : "filed")),
      requesters: others,
      acknowledged: others,
      attempts: CUSTOMERS.map(() => ({ attempts: 1 })),
    });
  },
);

test("a fault that is over by the second try puts no mail off", async () => {
  const { renderer } = desk.open.mail;
  const render = renderer.render;
  let failures = 0;
  renderer.render = (name, language, data) => {
    if (failures++ === 2) throw new Error("a fault of ours");
    return render(name, language, data);
  };
  try {
    await desk.file(...CUSTOMERS.map(mailOf));
  } finally {
    renderer.render = render;
  }
  expect(await outcome()).toMatchObject({
    states: CUSTOMERS.map(() => "filed"),
    requesters: CUSTOMERS,
    acknowledged: CUSTOMERS,
  });
});

test("a mail and its answer in one batch are one ticket, and what comes after an answer to the answer too", async () => {
  const answer = (id: string, to: string) =>
    mailOf("ane")
      .replace("<ane@north.example>", `<${id}@north.example>`)
      .replace("\nSubject: ", `\nIn-Reply-To: <${to}@north.example>\nSubject: Re: `)
      .replace("does not print", `is still silent, says ${id}`);
  await desk.file(mailOf("ane"), answer("second", "ane"), mailOf("bo"), answer("third", "second"));
  expect(await outcome()).toMatchObject({ requesters: ["ane", "bo"], acknowledged: ["ane", "bo"] });
  const [ticket] = (await stores().tickets.list({ limit: 10 })).filter(({ requester }) =>
    requester.address.startsWith("ane"),
  );
  expect(await stores().tickets.listMessages(ticket!.id)).toHaveLength(3);
});

test.each([
  ["all is well", null],
  ["the last one cannot be filed", "else"],
])("a batch that is ended after some mails, where %s, leaves the others as if nobody had tried", async (_, refused) => {
  if (refused !== null) await refuse("filing", refused);
  const { renderer } = desk.open.mail;
  const render = renderer.render;
  const closing = new AbortController();
  let acknowledgements = 0;
  // All of them together first, where one of them is refused.
  const last = refused === null ? 2 : 2 + CUSTOMERS.length;
  renderer.render = (name, language, data) => {
    if (name === "acknowledgement" && ++acknowledgements === last) closing.abort();
    return render(name, language, data);
  };
  await desk.accept(...CUSTOMERS.map(mailOf));
  try {
    await fileMailboxes(desk.open.filing, closing.signal);
  } finally {
    renderer.render = render;
  }
  expect(await outcome()).toEqual({
    states: ["filed", "filed", ...CUSTOMERS.slice(2).map(() => "")],
    requesters: ["ane", "bo"],
    acknowledged: ["ane", "bo"],
    attempts: [1, 1, 0, 0, 0].map((attempts) => ({ attempts })),
  });
});

test("a batch in which one mail cannot be written tells of each mail once, in the log and in its trace", async () => {
  await refuse("filing", "carl");
  const spans = new InMemorySpanExporter();
  const ids = createTraceIds();
  const provider = new BasicTracerProvider({ idGenerator: ids, spanProcessors: [new SimpleSpanProcessor(spans)] });
  const lines: string[] = [];
  const line = (fields: Record<string, unknown>, text: string) => void lines.push(`${text} ${fields.inboundEmailId}`);
  const log = { debug: () => undefined, info: line, warn: line, error: line };
  const { parser } = desk.open.filing;
  const parse: typeof parser.parse = async (bytes, options) =>
    Buffer.from(bytes).includes("Printer of bo")
      ? { ok: false, why: "broken", headerOnly: { from: null, subject: null, messageId: null } }
      : await parser.parse(bytes, options);
  await desk.accept(...CUSTOMERS.map(mailOf));
  const idOf = await sql<{ id: number }>`select id from inbound_email order by id`.execute(desk.open.database);
  const [, bo, carl] = idOf.rows.map(({ id }) => id);
  const tracer = createTracer(provider.getTracer("test"), ids, "key");
  await fileMailboxes({ ...desk.open.filing, parser: { ...parser, parse }, log, tracer });
  expect(lines).toEqual([`inbound email could not be read ${bo}`, `inbound email could not be filed ${carl}`]);
  const filed = spans.getFinishedSpans().filter(({ name }) => name === "file mail");
  expect(filed.map(({ attributes }) => attributes["svartid.inbound_email.id"])).toEqual(idOf.rows.map(({ id }) => id));
});
