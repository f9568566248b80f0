import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { auditClocks } from "../../src/usecases/clock/audit-clocks.ts";
import { sweepClocks } from "../../src/usecases/clock/sweep-clocks.ts";
import { type ClockDesk, openClockDesk, ROUND_THE_CLOCK } from "./clock-desk.ts";
import { createDeskWorker, type DeskWorker } from "./desk-worker.ts";
import { emptyQueue } from "./empty-queue.ts";
import { seededChance } from "./seeded-chance.ts";
import { TEST_DESK } from "./test-desk.ts";

export interface ClockStorm {
  /** Migrated. */
  readonly databaseUrl: string;
  /** Null: the queue is on PostgreSQL. */
  readonly redisUrl: string | null;
  readonly clocks: number;
  /** In how long a time all of them fall due. */
  readonly seconds: number;
  readonly kills: number;
  readonly seed: number;
  /** By how much the latest may ring after it was due. */
  readonly latestMs: number;
}

export interface StormFigures {
  readonly fired: number;
  readonly kills: number;
  /** How many clocks had fired when each worker was killed. */
  readonly firedAtKill: readonly number[];
  readonly emptied: number;
  readonly lateMs: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly violations: readonly string[];
}

const WORKERS = 2;
const EMPTY_EVERY_MS = 5_000;
const TARGET_MINUTES = 240;
const RECIPIENTS = 2;
// One step, at the deadline: to fire is to record the breach and to alert two people, by mail or, above the rate, in a digest.
const LADDER = "ladder: [{ at: 0h, to: [lead, ops] }]\n";
const OPENING_MS = { base: 20_000, each: 30 };
const OPENERS = 4;
const PATIENCE_MS = 180_000;

interface Stage {
  readonly storm: ClockStorm;
  readonly desk: ClockDesk;
  readonly chance: () => number;
  readonly startWorker: () => Promise<DeskWorker>;
  readonly workers: DeskWorker[];
}

/**
 * Lets clocks fall due in real worker processes, as they are started in production, while the queue loses every job over
 * and over and workers are killed with -9 and replaced. The figures come from the record in the database alone.
 */
export async function runClockStorm(storm: ClockStorm): Promise<StormFigures> {
  const directory = mkdtempSync(join(tmpdir(), "svartid-storm-"));
  const deskFile = join(directory, "desk.yaml");
  writeFileSync(deskFile, TEST_DESK + ROUND_THE_CLOCK + LADDER);
  const desk = await openClockDesk(storm.databaseUrl, LADDER);
  const workers: DeskWorker[] = [];
  const startWorker = async () => {
    const worker = createDeskWorker({ ...storm, deskFile, directory });
    workers.push(worker);
    await worker.ready;
    return worker;
  };
  const stage: Stage = { storm, desk, chance: seededChance(storm.seed), startWorker, workers };
  try {
    await Promise.all(Array.from({ length: WORKERS }, startWorker));
    const firstDueAt = (await desk.deps.unitOfWork.reading.now()) + OPENING_MS.base + storm.clocks * OPENING_MS.each;
    await openClocks(stage, firstDueAt);
    const emptying = emptyOverAndOver(storm);
    const firedAtKill = await killInTheMiddle(stage);
    await untilAllFired(stage);
    const emptied = await emptying.stop();
    await Promise.all(workers.map((worker) => worker.stop()));
    const violations = await findViolations(stage);
    return { ...(await readFigures(desk)), kills: firedAtKill.length, firedAtKill, emptied, violations };
  } finally {
    await Promise.all(workers.map((worker) => worker.kill()));
    await desk.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function openClocks({ storm, desk, chance }: Stage, firstDueAt: number): Promise<void> {
  const dues = Array.from({ length: storm.clocks }, () => firstDueAt + Math.floor(chance() * storm.seconds * 1_000));
  const { reading } = desk.deps.unitOfWork;
  const openNext = async (): Promise<void> => {
    for (let due = dues.pop(); due !== undefined; due = dues.pop()) {
      await desk.openTicket(TARGET_MINUTES - (due - (await reading.now())) / 60_000);
    }
  };
  await Promise.all(Array.from({ length: OPENERS }, openNext));
  if ((await reading.now()) >= firstDueAt) throw new Error("the first clocks were due before all were open");
}

function emptyOverAndOver({ databaseUrl, redisUrl }: ClockStorm): { stop(): Promise<number> } {
  let emptied = 0;
  let isOver = false;
  const running = (async () => {
    while (!isOver) {
      await emptyQueue(databaseUrl, redisUrl);
      emptied += 1;
      await new Promise((resolve) => setTimeout(resolve, EMPTY_EVERY_MS));
    }
  })();
  return {
    stop: async () => {
      isOver = true;
      await running;
      return emptied;
    },
  };
}

// Each kill comes after a random share of the middle has fired, so that it hits work and no idle process.
async function killInTheMiddle({ storm, desk, chance, startWorker, workers }: Stage): Promise<number[]> {
  const shares = Array.from({ length: storm.kills }, () => 0.3 + 0.4 * chance()).sort((one, other) => one - other);
  const firedAtKill: number[] = [];
  for (const share of shares) {
    await waitFor(async () => (await countFired(desk)) >= share * storm.clocks);
    const alive = workers.filter((worker) => worker.isAlive());
    await alive[Math.floor(chance() * alive.length)]?.kill();
    firedAtKill.push(await countFired(desk));
    await startWorker();
  }
  return firedAtKill;
}

async function untilAllFired({ storm, desk }: Stage): Promise<void> {
  await waitFor(async () => (await countFired(desk)) >= storm.clocks);
}

async function countFired(desk: ClockDesk): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from escalation`.execute(desk.database);
  return rows[0]?.count ?? 0;
}

async function waitFor(look: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!(await look())) {
    if (performance.now() > end) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** What the record shows that must not be: each line counts the clocks of which it is true. */
async function findViolations({ storm, desk }: Stage): Promise<string[]> {
  const clocks = await sql<{ count: number; what: string }>`
    with clocks as (
      select clock.id, clock.state, clock.deadline_at, clock.breached_at, clock.next_wake_at,
        (select count(*) from escalation where clock_id = clock.id) as rung,
        (select bool_or(due_at <> clock.deadline_at) from escalation where clock_id = clock.id) as misdated,
        (select bool_or(fired_at <= due_at) from escalation where clock_id = clock.id) as early,
        (select bool_or(fired_at > due_at + ${storm.latestMs} * interval '1 millisecond')
           from escalation where clock_id = clock.id) as late,
        (select count(*) from alert where ticket_id = clock.ticket_id) as alerts,
        (select count(distinct recipient) from alert where ticket_id = clock.ticket_id
           and (outbox_id is not null or waits_for_digest)) as told,
        (select count(*) from ticket_event where ticket_id = clock.ticket_id and type = 'clock-breached'
           and at = clock.deadline_at) as breaches,
        (select count(*) from ticket_event where ticket_id = clock.ticket_id
           and type in ('clock-breached', 'alert-rung')) as events
      from sla_clock as clock)
    select count(*) as count, what from clocks, lateral (values
      (rung = 0, 'never fired'), (rung > 1, 'fired more than once'), (early, 'fired early'), (late, 'fired too late'),
      (misdated, 'did not fire for their deadline'),
      (alerts <> ${RECIPIENTS} or told <> ${RECIPIENTS}, 'did not alert each recipient once'),
      (breaches <> 1 or events <> 2, 'have not one breach and one alert in their history'),
      (state <> 'breached' or breached_at <> deadline_at or next_wake_at is not null, 'are not left as breached and silent')
    ) as wrong (holds, what) where holds group by what`.execute(desk.database);
  const left = await sweepClocks(desk.deps);
  const audit = await auditClocks(desk.deps.unitOfWork.reading, desk.context);
  return [
    ...clocks.rows.map(({ count, what }) => `${count} clocks ${what}`),
    ...(left.fired + left.failed > 0 ? [`${left.fired + left.failed} clocks were left to fire`] : []),
    ...(audit.clocks === storm.clocks ? [] : [`${audit.clocks} clocks instead of ${storm.clocks}`]),
    ...audit.differences.map((difference) => JSON.stringify(difference)),
  ];
}

async function readFigures(desk: ClockDesk): Promise<Pick<StormFigures, "fired" | "lateMs">> {
  const late = sql`(extract(epoch from fired_at - due_at) * 1000)::float8`;
  const { rows } = await sql<{ fired: number; p50: number; p99: number; max: number }>`
    select count(distinct clock_id) as fired, percentile_disc(0.5) within group (order by ${late}) as p50,
      percentile_disc(0.99) within group (order by ${late}) as p99, max(${late}) as max
    from escalation`.execute(desk.database);
  const { fired = 0, p50 = 0, p99 = 0, max = 0 } = rows[0] ?? {};
  return { fired, lateMs: { p50, p99, max } };
}
