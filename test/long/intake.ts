import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import pg from "pg";
import { removeEmbeddedPostgres } from "../../src/adapters/embedded/remove-embedded-postgres.ts";
import { startEmbeddedPostgres } from "../../src/adapters/embedded/start-embedded-postgres.ts";
import { type IntakeCounts, type IntakeFigures, runIntake } from "../support/intake-kills.ts";
import { ordinaryMails } from "../support/ordinary-mails.ts";

// 300 ordinary mails through a desk that is killed with -9 thirty times, compared with an undisturbed one; then the mailbox is
// renumbered twice. PostgreSQL runs with fsync on. Everything is on this machine, and ends by itself.
const { values: options } = parseArgs({
  options: {
    seed: { type: "string", default: String(Date.now() % 1_000_000_000) },
    kills: { type: "string", default: "30" },
    mails: { type: "string", default: "300" },
    server: { type: "string", default: "dovecot" },
  },
});

const server = options.server === "embedded" ? "embedded" : "dovecot";
const seed = Number(options.seed);
const dataDir = mkdtempSync(join(tmpdir(), "svartid-long-"));
const postgres = await startEmbeddedPostgres({ dataDir });

try {
  const undisturbed = await play("undisturbed", 0, 0);
  const disturbed = await play("disturbed", Number(options.kills), 2);
  const different = differences(undisturbed, disturbed);
  const violations = [...undisturbed.violations, ...disturbed.violations, ...different];
  console.log(JSON.stringify({ server, seed, undisturbed, disturbed, violations }));
  process.exitCode = violations.length === 0 ? 0 : 1;
} finally {
  await postgres.stop();
  removeEmbeddedPostgres(dataDir);
  rmSync(dataDir, { recursive: true, force: true });
}

async function play(name: string, kills: number, uidvalidityResets: number): Promise<IntakeFigures> {
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const url = new URL(postgres.url);
  url.pathname = `/${name}`;
  const mails = ordinaryMails(Number(options.mails));
  console.error(`${name}: ${mails.length} mails on ${server}, ${kills} kills, seed ${seed} ...`);
  return await runIntake({ server, mails, databaseUrl: url.href, kills, seed, uidvalidityResets });
}

/** Renumbering sees every mail again, so sightings differ by design; everything else must be equal. */
function differences(one: IntakeCounts, other: IntakeCounts): string[] {
  const names = ["emails", "ticketed", "threaded", "recorded", "quarantined", "tickets", "acknowledgements"] as const;
  return names
    .filter((name) => one[name] !== other[name])
    .map((name) => `${name}: ${one[name]} undisturbed, ${other[name]} disturbed`);
}
