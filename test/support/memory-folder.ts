import { createHash } from "node:crypto";
import { AdapterError } from "../../src/usecases/ports/adapter-error.ts";
import type { MailboxConnection, MailboxReader } from "../../src/usecases/ports/mailbox-reader.ts";
import type { ArrivedMail, Cursor, MailboxStore } from "../../src/usecases/ports/mailbox-store.ts";

/** A folder in memory whose server misbehaves where a test says so. */
export type MemoryFolder = {
  uidvalidity: number;
  uidNext: number;
  mails: Map<number, string>;
  /** Listed, but never handed out. */
  withheld: Set<number>;
  /** The connection breaks when one of these is asked for. */
  poison: Set<number>;
  /** Deleted by somebody the moment they are asked for. */
  vanishing: Set<number>;
  connects: number;
  /** Thrown by `connect` while it is set. */
  refusal: AdapterError | null;
  /** The connection breaks when mails are to be flagged or moved. */
  breaksAtTidying: boolean;
};

export function memoryFolder(uids: readonly number[] = []): MemoryFolder {
  return {
    uidvalidity: 7,
    uidNext: Math.max(0, ...uids) + 1,
    mails: new Map(uids.map((uid) => [uid, `mail ${uid}`])),
    withheld: new Set(),
    poison: new Set(),
    vanishing: new Set(),
    connects: 0,
    refusal: null,
    breaksAtTidying: false,
  };
}

export function readerOf(folder: MemoryFolder, waitForNews: MailboxConnection["waitForNews"]): MailboxReader {
  return {
    async connect() {
      folder.connects += 1;
      if (folder.refusal) throw folder.refusal;
      return connectionTo(folder, waitForNews);
    },
  };
}

export function connectionTo(
  folder: MemoryFolder,
  waitForNews: MailboxConnection["waitForNews"] = async () => undefined,
): MailboxConnection {
  return {
    folder: { uidvalidity: folder.uidvalidity, uidNext: folder.uidNext },
    listAbove: async (uid) => [...folder.mails.keys()].filter((candidate) => candidate > uid),
    readSizes: async (uids) =>
      uids.flatMap((uid) => {
        const text = folder.mails.get(uid);
        return text === undefined ? [] : [{ uid, size: text.length }];
      }),
    fetch: async (mails) => fetchFrom(folder, mails),
    waitForNews,
    listUntidied: async (upToUid) => [...folder.mails.keys()].filter((uid) => uid <= upToUid),
    tidy: async () => {
      if (folder.breaksAtTidying) throw new AdapterError("imap", "connection-lost", "It broke.", { retryable: true });
    },
    remove: async (uids) => {
      for (const uid of uids) folder.mails.delete(uid);
    },
    close: async () => undefined,
    destroy: () => undefined,
  };
}

function fetchFrom(folder: MemoryFolder, mails: readonly { uid: number }[]): ArrivedMail[] {
  const arrived: ArrivedMail[] = [];
  for (const { uid } of mails) {
    if (folder.poison.has(uid)) {
      if (arrived.length > 0) return arrived;
      throw new AdapterError("imap", "connection-lost", "The connection broke.", { retryable: true });
    }
    if (folder.vanishing.has(uid)) folder.mails.delete(uid);
    const text = folder.mails.get(uid);
    if (text === undefined || folder.withheld.has(uid)) continue;
    const bytes = Buffer.from(text);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    arrived.push({ uid, sha256, bytes, size: bytes.length, internalDate: null });
  }
  return arrived;
}

/** What the store promises, in memory, for one mailbox. */
export function memoryMailboxes() {
  const emails: string[] = [];
  const sighted = new Set<string>();
  const state = {
    cursor: null as Cursor | null,
    epoch: 1,
    lastError: null as string | null,
    lastErrorCode: null as string | null,
    successes: 0,
  };
  const mailboxes: MailboxStore = {
    ensure: async () => 1,
    acquireLease: async () => ({ epoch: state.epoch }),
    renewLease: async () => true,
    releaseLease: async () => undefined,
    recordSuccess: async () => {
      state.successes += 1;
      state.lastError = null;
    },
    recordFailure: async (_id, { code, message }) => {
      state.lastError = message;
      state.lastErrorCode = code;
    },
    list: async () => [],
    findCursor: async () => state.cursor,
    beginGeneration: async (_id, _folder, uidvalidity) => {
      state.cursor = { uidvalidity, lastUid: 0 };
    },
    async accept({ epoch, uidvalidity, mails }) {
      if (epoch !== null && epoch !== state.epoch) return { kind: "fenced" };
      const before = emails.length;
      for (const mail of mails) {
        const text = Buffer.from(mail.bytes).toString();
        if (!emails.includes(text)) emails.push(text);
        sighted.add(`${uidvalidity}/${mail.uid}`);
        if (epoch !== null && state.cursor) state.cursor.lastUid = Math.max(state.cursor.lastUid, mail.uid);
      }
      return { kind: "accepted", newEmails: emails.length - before, inboundEmailIds: [] };
    },
  };
  const sightings = {
    listSighted: async (_id: number, _folder: string, uidvalidity: number, uids: readonly number[]) =>
      new Set(uids.filter((uid) => sighted.has(`${uidvalidity}/${uid}`))),
  };
  const canaries = {
    listInFolder: async () => [],
    listHeld: async () => new Set<number>(),
    forget: async () => undefined,
  };
  return { mailboxes, sightings, canaries, emails, state };
}
