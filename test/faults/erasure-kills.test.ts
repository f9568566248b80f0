import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { sql } from "kysely";
import { resumeErasures } from "../../src/usecases/privacy/resume-erasures.ts";
import { openAgentDesk } from "../support/agent-desk.ts";
import { CANARY, findCanary, plantCanary } from "../support/canary-person.ts";
import { openErasingDesk } from "../support/erasing-desk.ts";
import { seededChance } from "../support/seeded-chance.ts";
import { sharedParser } from "../support/shared-parser.ts";

const RUNNER = fileURLToPath(new URL("../support/run-typescript.mjs", import.meta.url));
const WORKER = fileURLToPath(new URL("../support/erasing-worker.ts", import.meta.url));
const KILLS = Number(process.env.ERASURE_KILLS ?? 3);
const SEED = Number(process.env.ERASURE_SEED ?? 26);
/** So many processes over one person, who is planted anew for the next. */
const A_ROUND = 10;
const LONGEST_LIFE_MS = 500;

test(
  `a person is gone and no number changed, after ${KILLS} processes that erase were killed at instants of chance`,
  async () => {
    const chance = seededChance(SEED);
    for (let left = KILLS; left > 0; left -= A_ROUND) await eraseUnderKills(Math.min(left, A_ROUND), chance);
  },
  60_000 + KILLS * 30_000,
);

async function eraseUnderKills(kills: number, chance: () => number): Promise<void> {
  const desk = await openAgentDesk();
  const { open } = desk.desk;
  await plantCanary(desk);
  const numbers = async () => [
    (await sql`select id, ref, state, level, opened_at, closed_at from ticket order by id`.execute(open.database)).rows,
    (await sql`select * from sla_clock order by id`.execute(open.database)).rows,
    (await sql`select id, minutes, cause, at from time_entry order by id`.execute(open.database)).rows,
  ];
  const before = await numbers();
  for (let kill = 0; kill < kills; kill++) await killAtWork(open.url, chance() * LONGEST_LIFE_MS);
  const erasing = await openErasingDesk(open.url, sharedParser());
  expect(await erasing.unitOfWork.reading.erasures.list()).toHaveLength(1);
  await resumeErasures({ ...erasing.erasing, log: erasing.log });
  expect(await erasing.unitOfWork.reading.erasures.listUnfinished()).toEqual([]);
  expect(await findCanary(open.url)).toEqual([]);
  expect(await numbers()).toEqual(before);
  await erasing.close();
  await desk.close();
}

async function killAtWork(url: string, lifeMs: number): Promise<void> {
  const child = spawn(process.execPath, [RUNNER, WORKER, url, CANARY.address], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  await Promise.race([once(child.stdout, "data"), ended]);
  const timer = setTimeout(() => child.kill("SIGKILL"), lifeMs);
  await ended;
  clearTimeout(timer);
}
