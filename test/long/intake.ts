import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { removeEmbeddedPostgres } from "../../src/adapters/embedded/remove-embedded-postgres.ts";
import { startEmbeddedPostgres } from "../../src/adapters/embedded/start-embedded-postgres.ts";
import { type IntakeCounts, type IntakeFigures, runIntake } from "../support/intake-kills.ts";
import { ordinaryMails } from "../support/ordinary-mails.ts";
import { readRunOptions, someSeed } from "../support/run-options.ts";

// 300 ordinary mails through a desk that is killed with -9 thirty times, compared with an undisturbed one; then the mailbox is
// renumbered twice. With `--runs 200 --mails 50 --kills 1` instead two hundred desks, each killed once at random. PostgreSQL
// runs with fsync on. Everything is on this machine, and ends by itself.
const {
  seed,
  kills: killsEach,
  mails: mailsEach,
  server,
  runs,
} = readRunOptions({ seed: someSeed(), kills: 30, mails: 300, server: ["dovecot", "embedded"], runs: 1 });

const dataDir = mkdtempSync(join(tmpdir(), "svartid-long-"));
const postgres = await startEmbeddedPostgres({ dataDir });

try {
  const undisturbed = await play("undisturbed", 0, 0, seed);
  const violations = [...undisturbed.violations];
  let kills = 0;
  let disturbed = undisturbed;
  for (let run = 1; run <= runs; run += 1) {
    disturbed = await play(`disturbed_${run}`, killsEach, runs === 1 ? 2 : 0, seed + run - 1);
    kills += disturbed.kills;
    const found = [...disturbed.violations, ...differences(undisturbed, disturbed)];
    const named = found.map((violation) => (runs === 1 ? violation : `seed ${seed + run - 1}: ${violation}`));
    // Told at once: a later run may fail as a whole.
    for (const violation of named) console.error(violation);
    violations.push(...named);
  }
  const figures = runs === 1 ? { undisturbed, disturbed } : { runs, kills, mails: runs * undisturbed.emails };
  console.log(JSON.stringify({ server, seed, ...figures, violations }));
  process.exitCode = violations.length === 0 ? 0 : 1;
} finally {
  await postgres.stop();
  removeEmbeddedPostgres(dataDir);
  rmSync(dataDir, { recursive: true, force: true });
}

async function play(name: string, kills: number, uidvalidityResets: number, seed: number): Promise<IntakeFigures> {
  await query(`create database ${name}`);
  const url = new URL(postgres.url);
  url.pathname = `/${name}`;
  const mails = ordinaryMails(mailsEach);
  console.error(`${name}: ${mails.length} mails on ${server}, ${kills} kills, seed ${seed} ...`);
  const figures = await runIntake({ server, mails, databaseUrl: url.href, kills, seed, uidvalidityResets });
  await query(`drop database ${name}`);
  return figures;
}

async function query(text: string): Promise<void> {
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  await client.query(text);
  await client.end();
}

/** Renumbering sees every mail again, so sightings differ by design; everything else must be equal. */
function differences(one: IntakeCounts, other: IntakeCounts): string[] {
  const names = ["emails", "ticketed", "threaded", "recorded", "quarantined", "tickets", "acknowledgements"] as const;
  return names
    .filter((name) => one[name] !== other[name])
    .map((name) => `${name}: ${one[name]} undisturbed, ${other[name]} disturbed`);
}
