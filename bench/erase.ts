import { createMailParser } from "../src/adapters/mime/mail-parser-pool.ts";
import { SYSTEM } from "../src/domain/audit/audit-event.ts";
import type { Instant } from "../src/domain/time/instant.ts";
import { erasePerson, planErasure } from "../src/usecases/privacy/erase-person.ts";
import { exportPerson } from "../src/usecases/privacy/export-person.ts";
import { openErasingDesk } from "../test/support/erasing-desk.ts";
import { readRunOptions } from "../test/support/run-options.ts";
import { startBenchServer } from "./support/bench-server.ts";
import { filledDatabase, KEEP_OPTIONS } from "./support/filled-database.ts";
import { machineLine } from "./support/machine-line.ts";
import { percentiles } from "./support/percentiles.ts";

// Persons of one desk after the other are handed over, looked at and erased, on a copy: `--keep DIR` and `--reuse DIR` as for `growth`, whose desks
// these are.

const options = readRunOptions({ tickets: [10_000, 100_000], persons: 7, ...KEEP_OPTIONS });
const { tickets: sizes, persons } = options;
const STEPS = ["export", "dry run", "dry run, by name", "erase"] as const;

console.log(machineLine(`npm run bench -- erase --tickets ${sizes.join(",")} --persons ${persons}`));
const server = await startBenchServer(options.reuse ?? options.keep);
const parser = createMailParser({ workerUrl: new URL("../dist/adapters/mime/mime-worker.js", import.meta.url) });
try {
  const measured: { tickets: number; taken: Record<(typeof STEPS)[number], number[]> }[] = [];
  for (const tickets of sizes) measured.push({ tickets, taken: await measure(tickets) });
  const rows = STEPS.map((step) => {
    const shown = measured.map(({ tickets, taken }) => [`${tickets}: p50, ms`, percentiles(taken[step]).p50] as const);
    const [first, last] = [shown[0]?.[1] ?? 0, shown.at(-1)?.[1] ?? 0];
    return { step, ...Object.fromEntries(shown), ratio: Number((last / Math.max(first, 1)).toFixed(1)) };
  });
  console.table(rows);
  console.log(JSON.stringify({ bench: "erase", node: process.version, rows }));
} finally {
  await parser.close();
  await server.stop();
}

async function measure(tickets: number): Promise<Record<(typeof STEPS)[number], number[]>> {
  const { url, name } = await copyOfFilled(tickets);
  const { close, erasing, unitOfWork } = await openErasingDesk(url, parser);
  const { reading } = unitOfWork;
  const taken: Record<(typeof STEPS)[number], number[]> = {
    export: [],
    "dry run": [],
    "dry run, by name": [],
    erase: [],
  };
  const time = async (step: (typeof STEPS)[number], work: () => Promise<unknown>) => {
    const from = performance.now();
    await work();
    taken[step].push(performance.now() - from);
  };
  for (let n = 0; n < persons; n += 1) {
    // The newest: nobody whose tickets are open is erased.
    const address = `old${tickets / 4 - n}@south.example`;
    const now: Instant = await reading.now();
    await time("export", () => exportPerson(reading.persons, { address, now, language: "en", isFixed: true }));
    await time("dry run", () => planErasure(reading, erasing.desk, { address }));
    await time("dry run, by name", () => planErasure(reading, erasing.desk, { address, given: [`Karen ${n}`] }));
    await time("erase", () => erasePerson(erasing, { address, actor: SYSTEM, reason: "" }));
  }
  await close();
  await server.query(`drop database ${name}`);
  return taken;
}

async function copyOfFilled(tickets: number): Promise<{ url: string; name: string }> {
  const filled = await filledDatabase(server, { tickets, messagesEach: 1 }, options);
  await filled.database.destroy();
  const url = new URL(filled.url);
  const [from, name] = [url.pathname.slice(1), "erase_bench"];
  await server.query(`drop database if exists ${name}`);
  await server.query(`create database ${name} template ${from}`);
  url.pathname = `/${name}`;
  return { url: url.href, name };
}
