import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { sql } from "kysely";
import { SYSTEM } from "../../src/domain/audit/audit-event.ts";
import { importRelease } from "../../src/usecases/releases/import-release.ts";
import { presentNotice } from "../../src/usecases/releases/present-release.ts";
import { publishRelease } from "../../src/usecases/releases/publish-release.ts";
import { recoverOutbox, sendOutbox } from "../../src/usecases/send-outbox.ts";
import type { OpenDesk } from "../../src/wiring.ts";
import { openOutboxDesk } from "./outbox-desk.ts";
import { KILLED_RELEASE, openPublishingDesk } from "./publishing-desk.ts";
import { seededChance } from "./seeded-chance.ts";
import { startSmtpSink } from "./smtp-sink.ts";

const RUNNER = fileURLToPath(new URL("./run-typescript.mjs", import.meta.url));
const PUBLISHER = fileURLToPath(new URL("./publishing-worker.ts", import.meta.url));
const SENDER = fileURLToPath(new URL("./sending-worker.ts", import.meta.url));
const LONGEST_LIFE_MS = 1_500;
const MOST_ROUNDS = 200;

export interface PublishKillFigures {
  readonly contacts: number;
  /** Processes that were killed at work, and those that were done before. */
  readonly killed: number;
  readonly outlived: number;
  readonly told: number;
  readonly uncertain: number;
  readonly violations: readonly string[];
}

interface PublishKillPlan {
  readonly databaseUrl: string;
  readonly contacts: number;
  readonly kills: number;
  readonly seed: number;
}

/** A release told to so many contacts while the processes that publish and send are killed with -9 at instants of chance; then it is finished, and counted. */
export async function runPublishKills(plan: PublishKillPlan): Promise<PublishKillFigures> {
  const sink = await startSmtpSink();
  const desk = await openPublishingDesk(plan.databaseUrl, plan.contacts);
  const outbox = openOutboxDesk(plan.databaseUrl, sink.port);
  try {
    await importRelease(desk.unitOfWork, KILLED_RELEASE, SYSTEM);
    const chance = seededChance(plan.seed);
    let killed = 0;
    for (let kill = 0; kill < plan.kills; kill += 1) {
      const isPublisher = kill < plan.kills / 2;
      const args = isPublisher
        ? [PUBLISHER, plan.databaseUrl, String(plan.contacts)]
        : [SENDER, plan.databaseUrl, String(sink.port), "none"];
      if (!isPublisher) await finishPublishing(desk);
      killed += Number(await killAtWork(args, chance() * LONGEST_LIFE_MS));
    }
    await finishPublishing(desk);
    await finishSending(desk, outbox);
    const arrived = sink.deliveries.flatMap(({ recipients }) => recipients);
    return {
      contacts: plan.contacts,
      killed,
      outlived: plan.kills - killed,
      ...(await judge(desk, arrived, plan.contacts)),
    };
  } finally {
    await outbox.close();
    await desk.close();
    await sink.stop();
  }
}

async function killAtWork(args: readonly string[], lifeMs: number): Promise<boolean> {
  const child = spawn(process.execPath, [RUNNER, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  await Promise.race([once(child.stdout, "data"), ended]);
  const timer = setTimeout(() => child.kill("SIGKILL"), lifeMs);
  const [, signal] = await ended;
  clearTimeout(timer);
  return signal === "SIGKILL";
}

async function finishPublishing({ unitOfWork, filing }: OpenDesk): Promise<void> {
  await publishRelease({ unitOfWork, context: filing.context }, KILLED_RELEASE.key, SYSTEM);
}

/** As the periodic works do it, with the waits passed. */
async function finishSending(desk: OpenDesk, { services }: ReturnType<typeof openOutboxDesk>): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    await sql`update desk_time set "offset" = "offset" + interval '10 minutes'`.execute(desk.database);
    await recoverOutbox(services, 1000);
    await sendOutbox(services, 1000);
    const { rows } = await sql<{ left: number }>`
      select count(*)::int as left from outbox where state in ('queued', 'sending', 'deferred', 'held')`.execute(
      desk.database,
    );
    if (rows[0]?.left === 0) return;
  }
}

async function judge(desk: OpenDesk, arrived: readonly string[], contacts: number) {
  const { releases } = desk.unitOfWork.reading;
  const release = await releases.find(KILLED_RELEASE.key);
  const notices = release === null ? [] : (await releases.listDeliveries(release.id)).map(presentNotice);
  const copies = new Map<string, number>();
  for (const address of arrived) copies.set(address, (copies.get(address) ?? 0) + 1);
  const violations = notices.flatMap(({ address, state }) => {
    const count = copies.get(address) ?? 0;
    const isRight = state === "sent" ? count === 1 : state === "uncertain" && count <= 1;
    return isRight ? [] : [`${address} is ${state} with ${count} copies`];
  });
  const isWhole = notices.length === contacts && arrived.every((address) => /^c\d+@customer\.example$/.test(address));
  return {
    told: copies.size,
    uncertain: notices.filter(({ state }) => state === "uncertain").length,
    violations: isWhole ? violations : [...violations, `${notices.length} notices for ${contacts} contacts`],
  };
}
