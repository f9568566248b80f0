import { createHash } from "node:crypto";
import type { Desk } from "../../src/domain/desk/desk.ts";
import { fileMailboxes } from "../../src/usecases/filing/file-mailboxes.ts";
import { type OpenDesk, openDesk } from "../../src/wiring.ts";
import { createTestDatabase } from "./database.ts";
import { silentLog } from "./silent-log.ts";

const SECRET = "a secret for the tests, long enough to sign with";
const WORKER = new URL(`file://${process.cwd()}/dist/adapters/mime/mime-worker.js`);

export interface TestDesk {
  readonly open: OpenDesk;
  /** Accepts mails as the IMAP reader does. */
  accept(...mails: string[]): Promise<void>;
  /** Accepts mails and files everything. */
  file(...mails: string[]): Promise<void>;
  close(): Promise<void>;
}

/** A whole desk on a database of its own, without servers around it: mails go in as bytes, and answers wait in the outbox. */
export async function openTestDesk(desk: Desk, secret = SECRET): Promise<TestDesk> {
  const database = await createTestDatabase();
  const config = {
    databaseUrl: database.url,
    redisUrl: null,
    deskFile: "test",
    secrets: [secret],
    publicUrl: "http://127.0.0.1:0",
    dataDirectory: "/nonexistent",
    http: { host: "127.0.0.1", port: 0, trustedProxies: [] },
    lmtp: null,
    log: { level: "silent", pretty: false },
    environment: {},
  } as const;
  const deskHash = createHash("sha256").update(JSON.stringify(desk)).digest("hex");
  const options = { log: silentLog, movedTime: true, mimeWorker: WORKER };
  const open = await openDesk({ config, desk, deskHash, warnings: [] }, options);
  const [mailboxId = 0] = open.mailboxIds.values();
  let uid = 0;
  const accept = async (mails: readonly string[]) => {
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
  return {
    open,
    accept: (...mails) => accept(mails),
    file: async (...mails) => {
      await accept(mails);
      await fileMailboxes(open.filing);
    },
    close: async () => {
      await open.close();
      await database.drop();
    },
  };
}
