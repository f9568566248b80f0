import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Kysely, sql } from "kysely";
import type { Schema } from "../../src/adapters/postgres/schema.ts";
import { instant } from "../../src/domain/time/instant.ts";
import { openClockDesk } from "../../test/support/clock-desk.ts";
import { redis, startRedis } from "../../test/support/redis.ts";
import type { BenchServer } from "../support/bench-server.ts";
import { percentiles } from "../support/percentiles.ts";
import { clockDueAt } from "./made-histories.ts";
import { storeClocks } from "./store-clocks.ts";

const DUE = 2_000;
const PROCESSES = [1, 3];
// Time to store them, and for a sweep to give each its bell.
const AHEAD_MS = 45_000;
const PATIENCE_MS = 180_000;
const RUN = fileURLToPath(new URL("../../test/support/run-typescript.mjs", import.meta.url));
const FIRE = fileURLToPath(new URL("fire-until-killed.ts", import.meta.url));

/** How late so many clocks ring that are due at the very same instant, by the database's time, with the queue in PostgreSQL and in Redis. */
export async function benchLateness(server: BenchServer): Promise<object> {
  const rows = [];
  for (const processes of PROCESSES)
    rows.push(await measure(server, { queue: "PostgreSQL", redisUrl: null, targetSeconds: 5, processes }));
  const missing = redis.unavailable();
  if (missing !== null) console.log(`lateness with Redis: not measured. ${missing}`);
  for (const processes of missing === null ? PROCESSES : []) {
    const running = await startRedis();
    const by = { queue: "Redis", redisUrl: running.url, targetSeconds: 2, processes };
    rows.push(await measure(server, by).finally(() => running.stop()));
  }
  console.log(`${DUE} clocks due at once, rung by so many processes with their sweeps every 15 s:`);
  console.table(rows);
  return { rows };
}

interface FiredBy {
  readonly queue: string;
  readonly redisUrl: string | null;
  readonly targetSeconds: number;
  readonly processes: number;
}

async function measure(server: BenchServer, { queue, redisUrl, targetSeconds, processes }: FiredBy) {
  const { url, database } = await server.newDatabase(`lateness_${queue.toLowerCase()}_${processes}`);
  const desk = await openClockDesk(url);
  const firing = Array.from({ length: processes }, () =>
    spawn(process.execPath, [RUN, FIRE, url, ...(redisUrl === null ? [] : [redisUrl])], {
      stdio: ["ignore", "pipe", "inherit"],
    }),
  );
  const computed = () => firing.reduce((sum, child) => sum + cpuSeconds(child), 0);
  try {
    await Promise.all(firing.map((child) => new Promise((resolve) => child.stdout.once("data", resolve))));
    const now = await desk.deps.unitOfWork.reading.now();
    const dueAt = instant(now + AHEAD_MS);
    await storeClocks(database, [await clockDueAt(desk.context, now, dueAt)], DUE);
    // The warning an hour before has rung in its time.
    await sql`insert into escalation (clock_id, generation, step, kind, due_at, fired_at)
      select id, 1, -60, 'warning', ${new Date(now)}::timestamptz, ${new Date(now)}::timestamptz from sla_clock`.execute(
      database,
    );
    if ((await desk.deps.unitOfWork.reading.now()) >= dueAt) throw new Error("they were due before they were stored");
    const before = computed();
    const late = await lateness(database);
    const at = percentiles(late, 2);
    return {
      queue,
      processes,
      rung: late.length,
      "p50, s": at.p50,
      "p99, s": at.p99,
      "last, s": Number(Math.max(...late).toFixed(2)),
      "target of p99, s": targetSeconds,
      "CPU of the processes, s": Number((computed() - before).toFixed(1)),
    };
  } finally {
    await Promise.all(firing.map(ended));
    await desk.close();
  }
}

/** Where other programs share the machine, the process's own work tells more than its lateness. */
function cpuSeconds({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid ?? 0}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function lateness(database: Kysely<Schema>): Promise<number[]> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const rung = await sql<{ late: number }>`
      select extract(epoch from fired_at - due_at)::float8 as late from escalation where step = 0`.execute(database);
    if (rung.rows.length >= DUE || performance.now() > end) return rung.rows.map(({ late }) => late);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function ended(child: ChildProcess): Promise<void> {
  const exited = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await exited;
}
