import { randomBytes } from "node:crypto";
import { type Kysely, sql } from "kysely";
import { createMailboxReader, type MailboxReaderOptions } from "../../src/adapters/imap/create-mailbox-reader.ts";
import { openDatabase } from "../../src/adapters/postgres/database.ts";
import { createMailboxStore } from "../../src/adapters/postgres/mailbox-store.ts";
import type { Schema } from "../../src/adapters/postgres/schema.ts";
import { createSightingStore } from "../../src/adapters/postgres/sighting-store.ts";
import { waiting } from "../../src/adapters/system/waiting.ts";
import type { MailServer } from "../../src/domain/desk/mailbox-settings.ts";
import { type ReadMailboxDeps, type ReadMailboxSettings, readMailbox } from "../../src/usecases/read-mailbox.ts";
import { createTestDatabase } from "./database.ts";

export type LogLine = { level: string; text: string } & Record<string, unknown>;

/** A desk's intake with a database of its own. */
export async function openIntake() {
  const database = await createTestDatabase();
  const lines: LogLine[] = [];
  const log = recordingLog(lines);
  const db = openDatabase({ url: database.url, log });
  const stores = { mailboxes: createMailboxStore(db), sightings: createSightingStore(db) };
  const open: { stop: () => Promise<void> }[] = [];
  return {
    db,
    ...stores,
    lines,
    log,
    read(server: MailServer, overrides: Overrides = {}) {
      const reading = startReading(server, { ...stores, log }, overrides);
      open.push(reading);
      return reading;
    },
    async close() {
      for (const reading of open) await reading.stop();
      await db.destroy();
      await database.drop();
    },
  };
}

type Overrides = {
  deps?: Partial<ReadMailboxDeps>;
  settings?: Partial<ReadMailboxSettings>;
  reader?: Partial<MailboxReaderOptions>;
};

function startReading(
  server: MailServer,
  stores: Pick<ReadMailboxDeps, "mailboxes" | "sightings" | "log">,
  overrides: Overrides,
) {
  const settings: ReadMailboxSettings = {
    mailbox: "support",
    folder: "INBOX",
    after: { kind: "keep" },
    owner: randomBytes(6).toString("hex"),
    pollSeconds: 2,
    leaseSeconds: 3,
    batch: { mails: 50, bytes: 8_000_000 },
    ...overrides.settings,
  };
  const { folder, after } = settings;
  const deps: ReadMailboxDeps = {
    reader: createMailboxReader({ server, folder, after, log: stores.log, ...overrides.reader }),
    onAccepted: () => undefined,
    canaries: { listInFolder: async () => [], listHeld: async () => new Set(), forget: async () => undefined },
    waiting,
    randomness: { bytes: (count) => randomBytes(count), fraction: () => 0 },
    ...stores,
    ...overrides.deps,
  };
  const stopping = new AbortController();
  const done = readMailbox(deps, settings, stopping.signal);
  return {
    async stop() {
      stopping.abort();
      await done;
    },
  };
}

function recordingLog(lines: LogLine[]) {
  const write = (level: string) => (fields: Record<string, unknown>, text: string) => {
    lines.push({ level, text, ...fields });
  };
  return { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
}

export async function countRows(db: Kysely<Schema>, table: "inbound_email" | "sighting" | "raw_mail"): Promise<number> {
  const result = await sql<{ count: number }>`select count(*)::int as count from ${sql.table(table)}`.execute(db);
  return result.rows[0]?.count ?? 0;
}

/** A small mail, told from every other by its number. */
export function smallMail(number: number): Buffer {
  return Buffer.from(
    `From: customer@north.example\r\nTo: support@desk.example\r\nSubject: Mail ${number}\r\nMessage-ID: <${number}@north.example>\r\n\r\nText ${number}\r\n`,
  );
}
