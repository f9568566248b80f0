import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { sql } from "kysely";
import type { OutboxMail } from "../../src/usecases/ports/outbox-store.ts";
import { recoverOutbox, sendOutbox } from "../../src/usecases/send-outbox.ts";
import type { CrashPoint } from "./crash-points.ts";
import { JOURNAL, type JournalDesk, openJournalDesk } from "./journal-desk.ts";
import { seededChance } from "./seeded-chance.ts";

const RUNNER = fileURLToPath(new URL("./run-typescript.mjs", import.meta.url));
const WORKER = fileURLToPath(new URL("./sending-worker.ts", import.meta.url));
const WORKERS_AT_ONCE = 3;
const REPAIR_ROUNDS = 4;

export interface SenderKillFigures {
  readonly point: CrashPoint;
  readonly journal: boolean;
  readonly kills: number;
  /** How many rows said, when their sender was dead, that the final dot may have left. */
  readonly commitPending: number;
  /** Copies beyond the first, of all mails together. */
  readonly duplicates: number;
  /** Resends that the outbox counted as ambiguous. */
  readonly counted: number;
  readonly lost: number;
  readonly uncertain: number;
  readonly violations: readonly string[];
}

interface SenderKillPlan {
  readonly databaseUrl: string;
  readonly point: Exclude<CrashPoint, "none">;
  readonly kills: number;
  readonly journal: boolean;
  readonly seed: number;
}

interface Killed {
  readonly id: number;
  readonly phase: string | null;
}

/**
 * So many mails, each sent by a process that kills itself with -9 at the point; then what the desk does by itself is done, and the copies that
 * arrived are counted on the server. Every fourth mail is an acknowledgement, which is sent once or not at all; sizes differ by chance.
 */
export async function runSenderKills(plan: SenderKillPlan): Promise<SenderKillFigures> {
  const world = await openJournalDesk(plan.databaseUrl);
  if (!plan.journal) world.desk.services = { ...world.desk.services, journalAddress: null };
  try {
    const ids = await queueMails(world, plan);
    const violations = await killSenders(world, plan);
    const killed: Killed[] = [];
    for (const id of ids) killed.push({ id, phase: (await world.desk.row(id)).phase });
    await repair(world, plan.journal);
    return await judge(world, plan, { killed, violations });
  } finally {
    await world.stop();
  }
}

async function queueMails(world: JournalDesk, { kills, seed }: SenderKillPlan): Promise<number[]> {
  const chance = seededChance(seed);
  const ids: number[] = [];
  for (let mail = 0; mail < kills; mail += 1) {
    const messageId = `<k.${seed}.${mail}@desk.example>`;
    const body = "Hej igen, her er svaret.\r\n".repeat(1 + Math.floor(chance() * 12_000));
    ids.push(
      await world.desk.queue({
        class: mail % 4 === 3 ? "acknowledgement" : "reply",
        messageId,
        bytes: Buffer.from(`Message-ID: ${messageId}\r\nSubject: ${mail}\r\n\r\n${body}`),
        recipients: [{ address: `c${mail}@north.example`, role: "requester" }],
      }),
    );
  }
  return ids;
}

/** Each worker takes the next mail that nobody has, and dies of it. */
async function killSenders(world: JournalDesk, plan: SenderKillPlan): Promise<string[]> {
  const violations: string[] = [];
  let left = plan.kills;
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      const signal = await runWorker(world, plan);
      if (signal !== "SIGKILL") violations.push(`a sender outlived ${plan.point}`);
    }
  };
  await Promise.all(Array.from({ length: WORKERS_AT_ONCE }, lane));
  return violations;
}

async function runWorker(world: JournalDesk, plan: SenderKillPlan): Promise<string | null> {
  const journal = plan.journal ? [JOURNAL] : [];
  const args = [RUNNER, WORKER, plan.databaseUrl, String(world.smtpPort), plan.point, ...journal];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
  const [, signal] = await once(child, "exit");
  return signal as string | null;
}

/** As the periodic works do it, with the waits passed. */
async function repair(world: JournalDesk, hasJournal: boolean): Promise<void> {
  const { database, services } = world.desk;
  const pass = (minutes: number) =>
    sql`update desk_time set "offset" = "offset" + make_interval(mins => ${minutes})`.execute(database);
  for (let round = 0; round < REPAIR_ROUNDS; round += 1) {
    await pass(2);
    await recoverOutbox(services, 1000);
    if (hasJournal) await world.seek();
    await pass(10);
    await sendOutbox(services, 1000);
    if (hasJournal) await world.seek();
  }
}

async function judge(
  world: JournalDesk,
  { point, kills, journal }: SenderKillPlan,
  { killed, violations }: { killed: readonly Killed[]; violations: readonly string[] },
): Promise<SenderKillFigures> {
  const fates = await Promise.all(killed.map((one) => readFate(world, one)));
  const sum = (of: (fate: Fate) => number) => fates.reduce((total, fate) => total + of(fate), 0);
  return {
    point,
    journal,
    kills,
    commitPending: sum(({ isPending }) => Number(isPending)),
    duplicates: sum(({ copies }) => Math.max(0, copies - 1)),
    counted: sum(({ row }) => row.ambiguousResends),
    lost: sum((fate) => Number(isLost(fate))),
    uncertain: sum(({ row }) => Number(row.state === "uncertain")),
    violations: [
      ...violations,
      ...fates.filter((fate) => !isRight(fate, journal)).map((fate) => describe(fate, point)),
    ],
  };
}

interface Fate {
  readonly row: OutboxMail;
  readonly phase: string | null;
  readonly isPending: boolean;
  readonly copies: number;
  readonly isTrue: boolean;
}

async function readFate(world: JournalDesk, { id, phase }: Killed): Promise<Fate> {
  const row = await world.desk.row(id);
  const arrived = world.copies.filter(({ address }) => address === row.recipients[0]?.address);
  const isTrue = arrived.every(({ bytes }) => bytes.equals(Buffer.from(row.bytes)));
  return { row, phase, isPending: phase === "commit_pending", copies: arrived.length, isTrue };
}

// An acknowledgement whose fate nobody knows may be lost; a reply never, and nothing that is `sent`.
function isLost({ row, copies, isPending }: Fate): boolean {
  return copies === 0 && (row.class === "reply" || row.state === "sent" || !isPending);
}

function isRight(fate: Fate, journal: boolean): boolean {
  const { row, isPending, copies, isTrue } = fate;
  const most = isPending && !journal ? 1 + row.ambiguousResends : 1;
  const mayRest = row.class !== "reply" && isPending && row.state === "uncertain";
  return isTrue && !isLost(fate) && copies <= most && (row.state === "sent" || mayRest);
}

function describe({ row, phase, copies }: Fate, point: CrashPoint): string {
  return `mail ${row.id}, ${row.class}, killed at ${point} (${phase}): ${row.state} with ${copies} copies`;
}
