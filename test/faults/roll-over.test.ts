import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { findFreePort } from "../../src/adapters/embedded/free-port.ts";
import { startEmbeddedMailWorld } from "../../src/demo/embedded-mail-world.ts";
import { DESK, JOHN, METTE } from "../../src/demo/people.ts";
import { createEmptyDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { buildFormerVersion, findFormerVersion } from "../support/former-version.ts";
import { type SpawnedDesk, spawnDesk } from "../support/spawn-desk.ts";

const MINUTE_MS = 60_000;
// Of the same words no more than two are answered in an hour.
const WORDS =
  "importen rapporten kortet fakturaen login eksporten kalenderen listen printeren pumpen serveren ventilen".split(" ");
const MAILS = WORDS.length;
const former = findFormerVersion();
const testWithHistory = former === null ? test.skip : test;
const why = former === null ? " [skipped, a shallow clone has no former version]" : "";

const started: SpawnedDesk[] = [];
const closing: (() => unknown)[] = [];
afterAll(async () => {
  for (const desk of started) desk.signal("SIGKILL");
  await Promise.all(started.map(({ ended }) => ended));
  for (const close of closing.reverse()) await close();
});

testWithHistory(
  `the former version works on while this one migrates, starts and takes over: each mail is answered once, and none is lost${why}`,
  async () => {
    const directory = mkdtempSync(join(tmpdir(), "svartid-roll-over-"));
    closing.push(() => rmSync(directory, { recursive: true }));
    const program = buildFormerVersion(former ?? "", join(directory, "former"));
    const [world, database] = await Promise.all([startEmbeddedMailWorld(), createEmptyDatabase()]);
    closing.push(world.stop, database.drop);
    const environment = {
      DATABASE_URL: database.url,
      IMAP_URL: world.imapUrl,
      SMTP_URL: world.smtpUrl,
      // Whoever rolls over has the desk of the former version, which knows nothing of newer keys.
      SVARTID_DESK: join(directory, "former/config/demo.yaml"),
      SVARTID_SECRET: "a secret for the roll-over that is long enough to sign with",
    };
    const start = async (which?: string) => {
      const port = await findFreePort();
      const desk = await spawnDesk({
        ...(which === undefined ? {} : { program: which }),
        words: ["start"],
        environment: { ...environment, HTTP_PORT: String(port) },
        directory,
      });
      started.push(desk);
      return { ...desk, isHealthy: async () => (await fetch(`http://127.0.0.1:${port}/healthz`)).ok };
    };
    let written = 0;
    const write = async (count: number) => {
      for (const last = written + count; written < last; written++) {
        const from = written % 2 === 0 ? METTE : JOHN;
        const bytes = Buffer.from(
          `From: ${from}\r\nTo: ${DESK}\r\nSubject: Sag ${written}\r\nMessage-ID: <${written}@roll-over.example>\r\nDate: ${new Date().toUTCString()}\r\n\r\nHej, ${WORDS[written]} virker ikke.\r\n`,
        );
        await world.submit({ as: from, to: [DESK], bytes });
      }
    };
    const answers = async () => [...(await world.inbox(METTE)), ...(await world.inbox(JOHN))];

    const old = await start(program);
    await write(3);
    await eventually("the answers of the former version", async () => (await answers()).length === 3);
    await write(3);
    const next = await start();
    expect(next.output()).toContain("database migrated");
    await write(3);
    await eventually("answers while both run", async () => (await answers()).length === 9);
    expect(await old.isHealthy()).toBe(true);
    await write(MAILS - written);
    old.signal("SIGTERM");
    expect(await old.ended).toBe(0);
    await eventually("the answers of this version", async () => (await answers()).length >= MAILS);

    const subjects = (await answers()).map(
      (bytes) => /In-Reply-To:\s*<(\d+)@/.exec(Buffer.from(bytes).toString())?.[1],
    );
    expect(subjects.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: MAILS }, (_, index) => index));
    expect(old.output()).not.toMatch(/"level":"(error|fatal)"/);
    const run = (which: string, words: string[]) =>
      // Beside the mail servers, which are in this process.
      new Promise<{ code: number; output: string }>((resolve) => {
        const options = { cwd: directory, env: { PATH: process.env.PATH, ...environment } };
        execFile(process.execPath, [which, ...words], options, (error, out, err) =>
          resolve({ code: Number(error?.code ?? 0), output: out + err }),
        );
      });
    let books = "";
    await eventually("every book in order", async () => {
      books = (await run(join(process.cwd(), "dist/cli/program.js"), ["audit"])).output;
      return books.includes("\n0 unaccounted");
    }).catch(() => undefined);
    expect(books).toContain("\n0 unaccounted");
    expect(await run(program, ["start", "--role", "worker"])).toEqual({
      code: 1,
      output: expect.stringContaining("migrated by a newer Svartid"),
    });
    next.signal("SIGTERM");
    expect(await next.ended).toBe(0);
  },
  5 * MINUTE_MS,
);
