import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { sql } from "kysely";
import { findFreePort } from "../adapters/embedded/free-port.ts";
import { startEmbeddedPostgres } from "../adapters/embedded/start-embedded-postgres.ts";
import { createMailParser } from "../adapters/mime/mail-parser-pool.ts";
import { openDatabase } from "../adapters/postgres/database.ts";
import { createLog } from "../adapters/system/log.ts";
import { instant } from "../domain/time/instant.ts";
import { untilAskedToStop } from "../until-asked-to-stop.ts";
import { createDeskProcess } from "./desk-process.ts";
import { type EmbeddedMailWorld, startEmbeddedMailWorld } from "./embedded-mail-world.ts";
import { emptyPostgresQueue } from "./empty-queue.ts";
import { createNarrator } from "./narrator.ts";
import { createStage } from "./stage.ts";
import { playStory } from "./story.ts";
import { storyTimes } from "./story-time.ts";

export interface DemoOptions {
  readonly once: boolean;
  /** Null: any free port. */
  readonly httpPort: number | null;
  readonly dataDirectory: string;
  readonly environment: NodeJS.ProcessEnv;
}

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Starts embedded PostgreSQL, a mail world and the desk, plays the story, and, unless `once`, stays up until it is stopped.
 * Everything that was started is stopped again, whatever happens. Rejects at the first thing that is not as promised.
 */
export async function runDemo(options: DemoOptions): Promise<void> {
  const narrator = createNarrator((line) => process.stdout.write(`${line}\n`), process.stdout.isTTY === true);
  const undo: (() => Promise<void>)[] = [];
  const started = <T>(what: T, stop: (what: T) => Promise<void>): T => {
    undo.unshift(() => stop(what));
    return what;
  };
  const interrupted = untilAskedToStop();
  try {
    narrator.say("Starting an embedded PostgreSQL and a mail server for everybody in the story ...");
    const dataDir = path.join(options.dataDirectory, "demo");
    mkdirSync(dataDir, { recursive: true });
    const postgres = started(await startEmbeddedPostgres({ dataDir }), (one) => one.stop());
    const databaseUrl = await newDatabase(postgres.url);
    const world = started(await startEmbeddedMailWorld(), (one) => one.stop());
    const port = options.httpPort ?? (await findFreePort());
    const logFile = path.join(dataDir, "desk.log");
    rmSync(logFile, { force: true });
    const environment = deskEnvironment(options, { databaseUrl, world, port });
    const url = `http://127.0.0.1:${port}`;
    const program = path.join(ROOT, "dist/cli/program.js");
    const desk = started(createDeskProcess({ program, environment, url, logFile }), (one) => one.stop());
    const log = createLog({ level: "error", pretty: true });
    const database = started(openDatabase({ url: databaseUrl, log, maxConnections: 3 }), (one) => one.destroy());
    const parser = started(createMailParser(), (one) => one.close());
    narrator.say("Starting the desk ...");
    await desk.start();
    const stage = createStage({
      world,
      desk,
      database,
      parser,
      narrator,
      emptyQueue: () => emptyPostgresQueue(database),
    });
    const story = playStory(stage, storyTimes(instant(Date.now())));
    await Promise.race([story, interrupted.then(() => Promise.reject(new Error("interrupted")))]);
    if (!options.once) await stayUp(stage.desk.run, world, logFile, interrupted);
  } finally {
    for (const stop of undo) await stop();
  }
}

// Every run tells its story on a database of its own.
async function newDatabase(serverUrl: string): Promise<string> {
  const log = createLog({ level: "error", pretty: true });
  const server = openDatabase({ url: serverUrl, log, maxConnections: 1 });
  try {
    await sql`drop database if exists demo with (force)`.execute(server);
    await sql`create database demo`.execute(server);
  } finally {
    await server.destroy();
  }
  const url = new URL(serverUrl);
  url.pathname = "/demo";
  return url.href;
}

function deskEnvironment(
  options: DemoOptions,
  around: { databaseUrl: string; world: EmbeddedMailWorld; port: number },
): NodeJS.ProcessEnv {
  const { REDIS_URL: _redis, SVARTID_URL: _url, LMTP_LISTEN: _lmtp, ...inherited } = options.environment;
  return {
    ...inherited,
    DATABASE_URL: around.databaseUrl,
    IMAP_URL: around.world.imapUrl,
    SMTP_URL: around.world.smtpUrl,
    SVARTID_DESK: path.join(ROOT, "config/demo.yaml"),
    SVARTID_SECRET: randomBytes(32).toString("hex"),
    HTTP_HOST: "127.0.0.1",
    HTTP_PORT: String(around.port),
  };
}

async function stayUp(
  run: (words: readonly string[]) => Promise<{ output: string }>,
  world: EmbeddedMailWorld,
  logFile: string,
  interrupted: Promise<void>,
): Promise<void> {
  const linkOf = async (...whose: string[]) => (await run(["console-link", ...whose])).output.trim();
  const lines = [
    "",
    "The desk stays up. Work in its console as Agent Two, who also leads (open it within half an hour):",
    `  ${await linkOf("--agent", "two")}`,
    "or only look at it, as on a screen on the wall:",
    `  ${await linkOf()}`,
    "",
    "Write to support@desk.example yourself, with any mail program or swaks:",
    `  send as Mette:   ${world.smtpUrlOf("mette@north.example")}`,
    `  read as Mette:   ${world.imapUrlOf("mette@north.example")}`,
    `  read as agent:   ${world.imapUrlOf("one@desk.example")}`,
    "",
    `The desk's log: ${logFile}`,
    "Ctrl-C stops everything.",
  ];
  for (const line of lines) process.stdout.write(`${line}\n`);
  await interrupted;
  process.stdout.write("\nStopping ...\n");
}
