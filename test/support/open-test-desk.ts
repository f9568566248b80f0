import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import type { Desk } from "../../src/domain/desk/desk.ts";
import { fileMailboxes } from "../../src/usecases/filing/file-mailboxes.ts";
import { type OpenDesk, openDesk } from "../../src/wiring.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";
import { atEndOfFile, isTested } from "./end-of-file.ts";
import { forgetMail } from "./forget-mail.ts";
import { sharedParser } from "./shared-parser.ts";
import { silentLog } from "./silent-log.ts";

const SECRET = "a secret for the tests, long enough to sign with";

export interface TestDesk {
  readonly open: OpenDesk;
  /** Accepts mails as the IMAP reader does. */
  accept(...mails: string[]): Promise<void>;
  /** Accepts mails and files everything. */
  file(...mails: string[]): Promise<void>;
  close(): Promise<void>;
}

const MOST_IDLE = 2;

interface OpenedDesk {
  readonly settings: string;
  readonly open: OpenDesk;
  readonly database: TestDatabase;
  /** Takes back what a test put in the place of its parts. */
  readonly mend: () => void;
}

/** What a test closed, for the next one of its file that opens the same: opening costs twenty times as much as forgetting. */
const idle: OpenedDesk[] = [];
let isOver = !isTested;

atEndOfFile(async () => {
  isOver = true;
  await Promise.all(idle.splice(0).map(end));
});

/** A whole desk on a database of its own, without servers around it: mails go in as bytes, and answers wait in the outbox. */
export async function openTestDesk(desk: Desk, secret = SECRET): Promise<TestDesk> {
  const settings = inspect([desk, secret], { depth: null, maxArrayLength: null, maxStringLength: null });
  const found = idle.findIndex((one) => one.settings === settings);
  const opened = idle.splice(found, found < 0 ? 0 : 1)[0] ?? (await openNew(desk, secret, settings));
  const accept = acceptInto(opened.open);
  return {
    open: opened.open,
    accept: (...mails) => accept(mails),
    file: async (...mails) => {
      await accept(mails);
      await fileMailboxes(opened.open.filing);
    },
    close: () => putAside(opened),
  };
}

async function putAside(opened: OpenedDesk): Promise<void> {
  if (isOver) return await end(opened);
  opened.mend();
  try {
    await forgetMail(opened.open.database);
  } catch (error) {
    await end(opened);
    throw error;
  }
  idle.push(opened);
  await Promise.all(idle.splice(0, idle.length - MOST_IDLE).map(end));
}

async function end({ open, database }: OpenedDesk): Promise<void> {
  await open.close();
  await database.drop();
  rmSync(open.settings.config.dataDirectory, { recursive: true, force: true });
}

async function openNew(desk: Desk, secret: string, settings: string): Promise<OpenedDesk> {
  const database = await createTestDatabase();
  const dataDirectory = mkdtempSync(join(tmpdir(), "svartid-data-"));
  const config = {
    databaseUrl: database.url,
    redisUrl: null,
    deskFile: "test",
    secrets: [secret],
    publicUrl: "http://127.0.0.1:0",
    dataDirectory,
    http: { host: "127.0.0.1", port: 0, trustedProxies: [] },
    lmtp: null,
    tracing: null,
    log: { level: "silent", pretty: false },
    environment: {},
  } as const;
  const deskHash = createHash("sha256").update(JSON.stringify(desk)).digest("hex");
  const options = { log: silentLog, movedTime: true, parser: { ...sharedParser() } };
  const open = await openDesk({ config, desk, deskHash, warnings: [] }, options);
  return { settings, open, database, mend: mender(open) };
}

function mender({ filing, mail }: OpenDesk): () => void {
  const parts = [filing.parser, filing.context, mail.renderer].map((part) => ({ part, whole: { ...part } }));
  return () => {
    for (const { part, whole } of parts) Object.assign(part, whole);
  };
}

function acceptInto(open: OpenDesk): (mails: readonly string[]) => Promise<void> {
  const [mailboxId = 0] = open.mailboxIds.values();
  let uid = 0;
  return async (mails) => {
    for (const mail of mails) {
      const bytes = Buffer.from(mail.replace(/\r?\n/g, "\r\n"));
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      uid += 1;
      const accepted = await open.unitOfWork.reading.mailboxes.accept({
        mailboxId,
        epoch: null,
        channel: "ingest",
        folder: "test",
        uidvalidity: 1,
        mails: [{ uid, sha256, bytes, size: bytes.length, internalDate: null }],
      });
      if (accepted.kind !== "accepted") throw new Error("the mail was not accepted");
    }
  };
}
