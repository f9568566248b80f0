import type { Hoodiecrow, HoodiecrowMailbox } from "hoodiecrow-imap";
import { EmbeddedServerError } from "./embedded-server-error.ts";
import { listenOnLoopback } from "./listen-on-loopback.ts";

export type StoredMail = { uid: number; flags: string[]; bytes: Buffer };

export type ImapServer = {
  port: number;
  /** `imap://user:password@127.0.0.1:port/INBOX` */
  url: string;
  /** Puts a mail into a folder, as a delivery would: idle clients are told. Gives its UID. */
  append(bytes: Uint8Array, options?: { folder?: string; flags?: string[]; receivedAt?: Date }): number;
  list(folder?: string): StoredMail[];
  createFolder(folder: string): void;
  /** What a rebuilt mailbox does to its clients: a new UIDVALIDITY, mails numbered anew, every connection ended. */
  resetUidvalidity(folder?: string): void;
  uidvalidity(folder?: string): number;
  dropConnections(): void;
  stop(): Promise<void>;
};

const INBOX = "INBOX";

/** An IMAP server in memory with one user and one store, on a free port of 127.0.0.1. For the demo and for tests only. */
export async function startImapServer(login: { user: string; password: string }): Promise<ImapServer> {
  const hoodiecrow = await loadHoodiecrow();
  // As real servers do: a store that was made anew is told from the one before it.
  const madeAt = Math.floor(Date.now() / 1000);
  const store = hoodiecrow({
    plugins: ["UIDPLUS", "MOVE", "IDLE", "UNSELECT", "ENABLE", "SPECIAL-USE", "AUTH-PLAIN", "SASL-IR", endIdleOnClose],
    users: { [login.user]: { password: login.password } },
    storage: { INBOX: { uidvalidity: madeAt }, "": {} },
  });
  const listener = await listenOnLoopback(store.server);
  const { port, dropConnections, close: stop } = listener;
  const credentials = `${encodeURIComponent(login.user)}:${encodeURIComponent(login.password)}`;
  return {
    port,
    url: `imap://${credentials}@127.0.0.1:${port}/${INBOX}`,
    append: (bytes, { folder = INBOX, flags = [], receivedAt = new Date() } = {}) => {
      getFolder(store, folder);
      return store.appendMessage(folder, flags, receivedAt, Buffer.from(bytes).toString("latin1")).message.uid;
    },
    list: (folder = INBOX) => getFolder(store, folder).messages.map(toStoredMail),
    createFolder: (folder) => store.createMailbox(folder, { uidvalidity: madeAt }),
    resetUidvalidity: (folder = INBOX) => {
      renumber(getFolder(store, folder));
      dropConnections();
    },
    uidvalidity: (folder = INBOX) => getFolder(store, folder).uidvalidity,
    dropConnections,
    stop,
  };
}

async function loadHoodiecrow(): Promise<typeof import("hoodiecrow-imap")["default"]> {
  try {
    return (await import("hoodiecrow-imap")).default;
  } catch (cause) {
    throw new EmbeddedServerError(
      "package-missing",
      "The embedded IMAP server is a development dependency that is not installed: run npm ci without --omit=dev.",
      { cause },
    );
  }
}

// Its IDLE keeps a timer of half an hour, which a lost connection would leave running, and with it the process.
function endIdleOnClose(server: Hoodiecrow): void {
  server.connectionHandlers.push((connection) => {
    connection.socket?.once("close", () => {
      if (typeof connection.inputHandler === "function") {
        connection.inputHandler("DONE");
      }
    });
  });
}

function getFolder(store: Hoodiecrow, folder: string): HoodiecrowMailbox {
  const found = store.getMailbox(folder);
  if (found === undefined) {
    throw new Error(`No folder ${folder} in the embedded IMAP server`);
  }
  return found;
}

function toStoredMail(message: HoodiecrowMailbox["messages"][number]): StoredMail {
  return { uid: message.uid, flags: [...message.flags], bytes: Buffer.from(message.raw, "latin1") };
}

function renumber(folder: HoodiecrowMailbox): void {
  folder.uidvalidity += 1;
  folder.messages.forEach((message, index) => {
    message.uid = index + 1;
  });
  folder.uidnext = folder.messages.length + 1;
}
