import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@jest/globals";
import { Redis } from "ioredis";
import { findFreePort } from "../../src/adapters/embedded/free-port.ts";
import { createMailParser } from "../../src/adapters/mime/mail-parser-pool.ts";
import { openDatabase } from "../../src/adapters/postgres/database.ts";
import { createDeskProcess } from "../../src/demo/desk-process.ts";
import { emptyPostgresQueue } from "../../src/demo/empty-queue.ts";
import { createNarrator } from "../../src/demo/narrator.ts";
import { createStage } from "../../src/demo/stage.ts";
import { playStory } from "../../src/demo/story.ts";
import { storyTimes } from "../../src/demo/story-time.ts";
import { instant } from "../../src/domain/time/instant.ts";
import { createTestDatabase } from "../support/database.ts";
import { dovecot } from "../support/dovecot.ts";
import { postfix } from "../support/postfix.ts";
import { startRealMailWorld } from "../support/real-mail-world.ts";
import { testOn } from "../support/real-server.ts";
import { redis, startRedis } from "../support/redis.ts";
import { silentLog } from "../support/silent-log.ts";

const STORY_MS = 300_000;
const PROGRAM = join(process.cwd(), "dist/cli/program.js");
const WORKER = new URL(`file://${process.cwd()}/dist/adapters/mime/mime-worker.js`);

testOn(dovecot, postfix)(
  "the whole story holds on Dovecot and Postfix, with the queue in PostgreSQL",
  () => tell(null),
  STORY_MS,
);

testOn(dovecot, postfix, redis)(
  "the whole story holds on Dovecot and Postfix, with the queue in Redis",
  async () => {
    const server = await startRedis();
    try {
      await tell(server.url);
    } finally {
      await server.stop();
    }
  },
  STORY_MS,
);

async function tell(redisUrl: string | null): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "svartid-story-"));
  const logFile = join(directory, "desk.log");
  const lines: string[] = [];
  const [world, testDatabase] = [await startRealMailWorld(), await createTestDatabase()];
  const database = openDatabase({ url: testDatabase.url, log: silentLog, maxConnections: 2 });
  const parser = createMailParser({ workerUrl: WORKER });
  const port = await findFreePort();
  const environment = {
    PATH: process.env.PATH,
    DATABASE_URL: testDatabase.url,
    ...(redisUrl ? { REDIS_URL: redisUrl } : {}),
    IMAP_URL: world.imapUrl,
    SMTP_URL: world.smtpUrl,
    SVARTID_DESK: join(process.cwd(), "config/demo.yaml"),
    SVARTID_SECRET: "a secret for the story that is long enough to sign with",
    HTTP_PORT: String(port),
  };
  const desk = createDeskProcess({ program: PROGRAM, environment, url: `http://127.0.0.1:${port}`, logFile });
  const narrator = createNarrator((line) => lines.push(line), false);
  const emptyQueue = () => (redisUrl ? flush(redisUrl) : emptyPostgresQueue(database));
  try {
    await desk.start();
    await playStory(
      createStage({ world, desk, database, parser, narrator, emptyQueue }),
      storyTimes(instant(Date.now())),
    );
    expect(lines.join("\n")).toContain("0 unaccounted");
  } catch (error) {
    const log = readFileSync(logFile, "utf8").split("\n").slice(-30).join("\n");
    throw new Error(`${String(error)}\n${lines.slice(-40).join("\n")}\n${log}`);
  } finally {
    await desk.stop();
    await parser.close();
    await database.destroy();
    await testDatabase.drop();
    await world.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function flush(redisUrl: string): Promise<string> {
  const client = new Redis(redisUrl);
  await client.flushall();
  client.disconnect();
  return "Redis is flushed: every job is gone.";
}
