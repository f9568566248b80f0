import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { sendOutbox } from "../../src/usecases/send-outbox.ts";
import { type ClockDesk, openClockDesk } from "../support/clock-desk.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { type OutboxDesk, openOutboxDesk } from "../support/outbox-desk.ts";
import { runCli } from "../support/run-cli.ts";
import { type SmtpSink, startSmtpSink } from "../support/smtp-sink.ts";
import { TEST_DESK } from "../support/test-desk.ts";

let database: TestDatabase;
let clocks: ClockDesk;
let sink: SmtpSink;
let desk: OutboxDesk;
let directory: string;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  database = await createTestDatabase();
  clocks = await openClockDesk(database.url);
  sink = await startSmtpSink();
  desk = openOutboxDesk(database.url, sink.port);
  directory = mkdtempSync(join(tmpdir(), "svartid-outbox-"));
  const file = join(directory, "desk.yaml");
  writeFileSync(file, TEST_DESK);
  environment = {
    DATABASE_URL: database.url,
    SVARTID_DESK: file,
    SVARTID_SECRET: "a secret of the tests that is long enough to sign with",
  };
});

afterAll(async () => {
  await desk.close();
  await sink.stop();
  await clocks.close();
  await database.drop();
  rmSync(directory, { recursive: true });
});

const outbox = (...words: string[]) => runCli(["outbox", ...words], environment);

/** A reply that the server took, of which nobody knows. */
async function uncertainReply() {
  const { ticketId, id: clockId } = await clocks.openTicket();
  const id = await desk.queue({ ticketId });
  sink.fail("answer", { kind: "drop" });
  await sendOutbox(desk.services, 1);
  expect((await desk.row(id)).state).toBe("uncertain");
  return { id, ticketId, clockId };
}

const history = (ticketId: number) =>
  desk.database
    .selectFrom("ticket_event")
    .select(["type", "actor"])
    .where("ticket_id", "=", ticketId)
    .orderBy("id")
    .execute();

test("svartid outbox list shows what is uncertain, for people and as JSON", async () => {
  const { id } = await uncertainReply();
  const listed = JSON.parse((await outbox("list", "--state", "uncertain", "--json")).out);
  expect(listed[0]).toMatchObject({ id, class: "reply", state: "uncertain", attempts: 1, route: "first" });
  const table = (await outbox("list", "--state", "uncertain", "--limit", "1")).out;
  expect(table).toContain("kirsten@north.example (queued)");
  expect(await outbox("list", "--state", "lost")).toMatchObject({ code: 2, out: "" });
});

test("svartid outbox resolve --sent keeps the promise and stands in the history", async () => {
  const { id, ticketId, clockId } = await uncertainReply();
  expect(await outbox("resolve", String(id), "--sent")).toMatchObject({ code: 0, out: `Mail ${id} is now sent.\n` });
  expect(await desk.row(id)).toMatchObject({ state: "sent", recipients: [{ state: "sent" }] });
  expect((await clocks.clock(clockId)).state).toBe("met");
  expect(await history(ticketId)).toEqual(
    expect.arrayContaining([
      { type: "delivery-resolved", actor: "ops" },
      expect.objectContaining({ type: "reply-delivered" }),
    ]),
  );
});

test("svartid outbox resolve --resend sends the same bytes again, and --drop never", async () => {
  const again = await uncertainReply();
  const dropped = await uncertainReply();
  const before = sink.deliveries.length;
  const resent = await outbox("resolve", String(again.id), "--resend", "--json");
  expect(JSON.parse(resent.out)).toEqual({ id: again.id, state: "queued" });
  expect((await outbox("resolve", String(dropped.id), "--drop")).out).toBe(`Mail ${dropped.id} is now cancelled.\n`);
  await clocks.moveTime(60);
  await sendOutbox(desk.services, 10);
  const { bytes } = await desk.row(again.id);
  const later = sink.deliveries.slice(before).map((delivery) => delivery.bytes.toString());
  expect(later.filter((text) => text === Buffer.from(bytes).toString())).toHaveLength(1);
  expect(later.some((text) => text.includes(`<o.${dropped.id}@desk.example>`))).toBe(false);
  expect((await clocks.clock(dropped.clockId)).state).not.toBe("met");
});

test("svartid outbox resolve refuses no word, two words, no number and what is settled, and changes nothing", async () => {
  const { id } = await uncertainReply();
  const refused: [string[], number, string][] = [
    [[String(id)], 2, "say --sent, --resend or --drop"],
    [[String(id), "--sent", "--drop"], 2, "cannot be used with"],
    [["one", "--sent"], 2, "id"],
    [["999999", "--sent"], 1, "svartid outbox list shows what is"],
  ];
  for (const [words, code, text] of refused) {
    const ended = await outbox("resolve", ...words);
    expect(ended).toMatchObject({ code, out: "", err: expect.stringContaining(text) });
    expect(ended.err).not.toMatch(/\n\s+at /);
  }
  expect((await desk.row(id)).state).toBe("uncertain");
  await outbox("resolve", String(id), "--drop");
  expect(await outbox("resolve", String(id), "--resend")).toMatchObject({ code: 1, out: "" });
  expect((await desk.row(id)).state).toBe("cancelled");
});

test.each(["sent", "resend", "drop"])(
  "svartid outbox resolve knows no mail of a canary, as its list: --%s",
  async (word) => {
    const id = await desk.queue({ class: "canary", recipients: [{ address: "support@desk.example", role: "other" }] });
    expect(await outbox("resolve", String(id), `--${word}`)).toMatchObject({
      code: 1,
      out: "",
      err: expect.stringContaining(`mail ${id} is not there`),
    });
    expect((await desk.row(id)).state).toBe("queued");
  },
);
