import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { recoverOutbox, sendOutbox } from "../../src/usecases/send-outbox.ts";
import type { CrashPoint } from "../support/crash-points.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { type OutboxDesk, openOutboxDesk } from "../support/outbox-desk.ts";
import { type SmtpSink, startSmtpSink } from "../support/smtp-sink.ts";

const RUNNER = fileURLToPath(new URL("../support/run-typescript.mjs", import.meta.url));
const WORKER = fileURLToPath(new URL("../support/sending-worker.ts", import.meta.url));

let testDatabase: TestDatabase;
let sink: SmtpSink;
let desk: OutboxDesk;

beforeEach(async () => {
  testDatabase = await createTestDatabase();
  sink = await startSmtpSink();
  desk = openOutboxDesk(testDatabase.url, sink.port);
});

afterEach(async () => {
  await desk.close();
  await sink.stop();
  await testDatabase.drop();
});

async function startWorker(crashPoint: CrashPoint): Promise<ChildProcess> {
  const child = spawn(process.execPath, [RUNNER, WORKER, testDatabase.url, String(sink.port), crashPoint], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout!, "data");
  return child;
}

async function runUntilKilled(crashPoint: CrashPoint): Promise<void> {
  const child = await startWorker(crashPoint);
  const [, signal] =
    child.exitCode === null && child.signalCode === null ? await once(child, "exit") : [0, child.signalCode];
  expect(signal).toBe("SIGKILL");
}

/** As the sweep does it, with the waits passed: takes up what was left behind and sends until nothing is due. */
async function repair(): Promise<void> {
  for (let round = 0; round < 4; round++) {
    await sql`update desk_time set "offset" = "offset" + interval '10 minutes'`.execute(desk.database);
    await recoverOutbox(desk.services, 1000);
    await sendOutbox(desk.services, 1000);
  }
}

const points: [CrashPoint, "reply" | "acknowledgement", number, string][] = [
  ["claimed", "reply", 1, "sent"],
  ["held", "reply", 1, "sent"],
  ["allowed", "reply", 1, "sent"],
  ["answered", "reply", 2, "sent"],
  ["claimed", "acknowledgement", 1, "sent"],
  ["held", "acknowledgement", 1, "sent"],
  ["allowed", "acknowledgement", 0, "uncertain"],
  ["answered", "acknowledgement", 1, "uncertain"],
];
test.each(points)(
  "killed with the mail %s, a %s arrives %i times and is %s",
  async (point, mailClass, copies, state) => {
    const id = await desk.queue({ class: mailClass });
    await runUntilKilled(point);
    await repair();
    const row = await desk.row(id);
    expect(row.state).toBe(state);
    expect(sink.deliveries).toHaveLength(copies);
    for (const { bytes } of sink.deliveries) expect(bytes.equals(Buffer.from(row.bytes))).toBe(true);
    // A second copy is only ever one that was counted.
    expect(copies - 1).toBeLessThanOrEqual(row.ambiguousResends);
  },
);

test("killed again and again at random, no reply is lost and no copy more is sent than was counted", async () => {
  const ids: number[] = [];
  for (let mail = 0; mail < 120; mail++) ids.push(await desk.queue());
  for (let kill = 0; kill < 12; kill++) {
    const child = await startWorker("none");
    await new Promise((resolve) => setTimeout(resolve, (kill * 37) % 110));
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    await sql`update desk_time set "offset" = "offset" + interval '90 seconds'`.execute(desk.database);
    await recoverOutbox(desk.services, 1000);
  }
  await repair();
  for (const id of ids) {
    const row = await desk.row(id);
    const copies = sink.deliveries.filter(({ bytes }) => bytes.equals(Buffer.from(row.bytes))).length;
    expect(row.state).toBe("sent");
    expect(copies).toBeGreaterThanOrEqual(1);
    expect(copies).toBeLessThanOrEqual(1 + row.ambiguousResends);
  }
});
