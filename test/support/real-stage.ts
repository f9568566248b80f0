import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePort } from "../../src/adapters/embedded/free-port.ts";
import { createMailParser } from "../../src/adapters/mime/mail-parser-pool.ts";
import { openDatabase } from "../../src/adapters/postgres/database.ts";
import { createDeskProcess, type DeskProcess } from "../../src/demo/desk-process.ts";
import { createNarrator } from "../../src/demo/narrator.ts";
import { DESK } from "../../src/demo/people.ts";
import { createStage, type Stage } from "../../src/demo/stage.ts";
import type { MailUnderstanding } from "../../src/domain/email/mail-understanding.ts";
import { createTestDatabase } from "./database.ts";
import { type RealMailWorld, startRealMailWorld } from "./real-mail-world.ts";
import { silentLog } from "./silent-log.ts";

const PROGRAM = join(process.cwd(), "dist/cli/program.js");
const WORKER = new URL(`file://${process.cwd()}/dist/adapters/mime/mime-worker.js`);

/** A desk as a process of its own between Postfix and Dovecot, and the people who write to it. */
export interface RealStage {
  readonly stage: Stage;
  readonly world: RealMailWorld;
  readonly desk: DeskProcess;
  /** Of this stage alone; gone when it closes. */
  readonly directory: string;
  /** Answers a mail as a mail program does: to its Reply-To, in its thread, with the whole of it quoted below. */
  answer(from: string, mail: MailUnderstanding, text: string): Promise<void>;
  /** The last of what the desk logged. */
  log(): string;
  close(): Promise<void>;
}

/** `deskFile`: below the clone. */
export async function openRealStage(deskFile: string, options: { bouncingDomain?: string } = {}): Promise<RealStage> {
  const directory = mkdtempSync(join(tmpdir(), "svartid-stage-"));
  const logFile = join(directory, "desk.log");
  const testDatabase = await createTestDatabase();
  const world = await startRealMailWorld(options);
  const database = openDatabase({ url: testDatabase.url, log: silentLog, maxConnections: 2 });
  const parser = createMailParser({ workerUrl: WORKER });
  const port = await findFreePort();
  const desk = createDeskProcess({
    program: PROGRAM,
    environment: {
      PATH: process.env.PATH,
      DATABASE_URL: testDatabase.url,
      IMAP_URL: world.imapUrl,
      SMTP_URL: world.smtpUrl,
      SVARTID_DESK: join(process.cwd(), deskFile),
      SVARTID_SECRET: "a secret for the stage that is long enough to sign with",
      HTTP_PORT: String(port),
    },
    url: `http://127.0.0.1:${port}`,
    logFile,
  });
  const close = async () => {
    await desk.stop();
    await parser.close();
    await database.destroy();
    await testDatabase.drop();
    await world.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  await desk.start().catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const narrator = createNarrator(() => undefined, false);
  const stage = createStage({ world, desk, database, parser, narrator, emptyQueue: async () => "" });
  let written = 0;
  return {
    ...{ stage, world, desk, directory },
    async answer(from, mail, text) {
      const quoted = mail.text.split("\n").map((line) => `> ${line}`);
      await stage.submit({
        from,
        to: mail.replyTo[0] ?? DESK,
        subject: `Re: ${mail.subject}`,
        text: [text, "", `Den 22. maj 2026 kl. 14.05 skrev READy Support <${DESK}>:`, ...quoted].join("\n"),
        messageId: `<stage-${++written}@${from.split("@")[1]}>`,
        inReplyTo: mail.messageId,
      });
    },
    log: () => readFileSync(logFile, "utf8").slice(-4000),
    close,
  };
}
