import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect } from "@jest/globals";
import { sql } from "kysely";
import { armClocks } from "../../src/usecases/clock/arm-clocks.ts";
import { type ClockDesk, openClockDesk } from "../support/clock-desk.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { emptyQueue } from "../support/empty-queue.ts";
import { testOn } from "../support/real-server.ts";
import { type RunningRedis, redis as redisServer, startRedis } from "../support/redis.ts";
import { type FiringProcess, startFiring } from "../support/start-firing.ts";
import { until } from "../support/until.ts";

const RUNNER = fileURLToPath(new URL("../support/run-typescript.mjs", import.meta.url));
const WORKER = fileURLToPath(new URL("../support/firing-worker.ts", import.meta.url));

// The warning rings 180 minutes after the start: these fall due from a little ago to a few seconds from now.
const WARNING_MINUTES = 180;

const systems = [
  { system: "PostgreSQL", check: testOn() },
  { system: "Redis", check: testOn(redisServer) },
] as const;

describe.each(systems)("clocks on a queue in $system", ({ system, check }) => {
  let database: TestDatabase;
  let redis: RunningRedis | null = null;
  const processes: FiringProcess[] = [];
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    database = await createTestDatabase();
    redis = system === "Redis" ? await startRedis() : null;
  });
  afterEach(async () => {
    for (const child of children.splice(0)) await end(child);
    for (const process of processes.splice(0)) await process.stop();
    await redis?.stop();
    await database.drop();
  });

  const start = async (sweepSeconds: number | null): Promise<ClockDesk> => {
    const started = await startFiring(database.url, redis?.url ?? null, sweepSeconds);
    processes.push(started);
    return started.desk;
  };
  const startChild = async (): Promise<ChildProcess> => {
    const child = spawn(process.execPath, [RUNNER, WORKER, database.url, ...(redis ? [redis.url] : [])], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    children.push(child);
    await new Promise((resolve) => child.stdout?.once("data", resolve));
    return child;
  };

  check("the bell alone fires a clock when it falls due, with no sweep at all", async () => {
    const desk = await start(null);
    await openDue(desk, 3, { fromSeconds: 0.5, toSeconds: 1 });
    expect(await armClocks(desk.deps)).toBe(3);
    await until(async () => (await rungOnce(desk)) === 3);
    expect(processes[0]?.woken()).toBe(3);
  });

  check("with the queue emptied again and again, the sweep fires each clock once and none early", async () => {
    const desk = await start(0.5);
    await start(0.5);
    await openDue(desk, 60, { fromSeconds: -1, toSeconds: 3 });
    await until(async () => {
      await emptyQueue(database.url, redis?.url ?? null);
      return (await rungOnce(desk)) === 60;
    });
  });

  check("a worker killed with -9 in the middle loses nothing and doubles nothing", async () => {
    const desk = await startQuiet(database.url, processes);
    const child = await startChild();
    await openDue(desk, 80, { fromSeconds: -1, toSeconds: 2 });
    await until(async () => (await rungOnce(desk)) >= 20);
    await end(child);
    await startChild();
    await until(async () => (await rungOnce(desk)) === 80);
  });

  check("a worker killed with -9 among its digests loses no alert and tells none twice", async () => {
    const desk = await startQuiet(database.url, processes);
    for (let index = 0; index < 60; index++) await desk.openTicket(400 + index);
    const child = await startChild();
    await startChild();
    await until(async () => (await waiting(desk)) >= 100);
    await desk.moveTime(1.1);
    await until(async () => (await digests(desk)) >= 1);
    await end(child);
    await until(async () => {
      await desk.moveTime(1.1);
      return (await waiting(desk)) === 0 && (await desk.alerts()).length === 60 * 6;
    });
    const lines = await sql<{ recipients: number }>`
      select count(distinct alert.recipient) as recipients from alert join outbox on outbox.id = alert.outbox_id
      where outbox.ticket_id is null group by outbox.id`.execute(desk.database);
    expect(lines.rows.every(({ recipients }) => recipients === 1)).toBe(true);
    expect((await desk.alerts()).every(({ outboxId }) => outboxId !== null)).toBe(true);
    expect(await digests(desk)).toBe(lines.rows.length);
  });

  if (system === "Redis") {
    check("with Redis dead, clocks still fire", async () => {
      const desk = await start(0.5);
      await openDue(desk, 20, { fromSeconds: 0, toSeconds: 1 });
      await redis?.stop();
      await until(async () => (await rungOnce(desk)) === 20);
    });
  }
});

/** A desk without queue, workers or sweep: it only looks, and opens tickets. */
async function startQuiet(url: string, processes: FiringProcess[]): Promise<ClockDesk> {
  const desk = await openClockDesk(url);
  processes.push({ desk, woken: () => 0, stop: desk.close });
  return desk;
}

async function openDue(
  desk: ClockDesk,
  count: number,
  { fromSeconds, toSeconds }: { fromSeconds: number; toSeconds: number },
): Promise<void> {
  for (let index = 0; index < count; index++) {
    const inSeconds = fromSeconds + ((toSeconds - fromSeconds) * index) / count;
    await desk.openTicket(WARNING_MINUTES - inSeconds / 60);
  }
}

async function waiting(desk: ClockDesk): Promise<number> {
  return (await desk.alerts()).filter(({ waits }) => waits).length;
}

/** How many digests are queued: none without an alert that it carries. */
async function digests(desk: ClockDesk): Promise<number> {
  const { rows } = await sql<{ mails: number }>`
    select count(*) as mails from outbox where class = 'alert' and ticket_id is null`.execute(desk.database);
  return rows[0]?.mails ?? 0;
}

/** How many clocks have rung; fails when one rang twice or early, or an alert has neither a mail nor waits for a digest. */
async function rungOnce(desk: ClockDesk): Promise<number> {
  const { rows } = await sql<{ early: boolean; times: number; mails: number }>`
    select bool_or(fired_at < due_at) as early, count(distinct escalation.id) as times, count(alert.id) as mails
    from escalation left join alert on alert.escalation_id = escalation.id
      and (alert.outbox_id is not null or alert.waits_for_digest)
    group by clock_id`.execute(desk.database);
  expect(rows.filter(({ early, times, mails }) => early || times !== 1 || mails !== 2)).toEqual([]);
  return rows.length;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
}
