import { createServer, type Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { listenOnLoopback } from "../../src/adapters/embedded/listen-on-loopback.ts";
import type { MailServer } from "../../src/domain/desk/mailbox-settings.ts";

export interface Command {
  readonly tag: string;
  /** In capitals; of `UID FETCH` both words. */
  readonly verb: string;
  readonly rest: string;
}

/** What a behaviour does with one connection. */
export interface Play {
  readonly socket: Socket;
  /** How often this verb came on this connection, this time included. */
  readonly times: number;
  /** Says this over and over, as fast as it is taken, up to so many bytes. */
  flood(piece: string, bytes: number): void;
  /** Says it one byte at a time. */
  drip(text: string, everyMs: number): void;
}

/** Where a server behaves oddly. Without anything it is an honest server of a few commands. */
export interface Behaviour {
  /** In place of the honest greeting; null: none ever comes. */
  greet?(play: Omit<Play, "times">): string | null;
  /** In place of the honest answer to a command; null: it has seen to the answer itself, or there is none. Text is latin1. */
  answer?(honest: string, command: Command, play: Play): string | null;
}

export interface HostileImap {
  readonly server: MailServer;
  readonly mails: { uid: number; bytes: Buffer }[];
  uidvalidity: number;
  /** From now on, for open connections too; nothing: honest. */
  behave(behaviour?: Behaviour): void;
  append(bytes: Buffer): void;
  /** Commands heard so far. */
  heard(): readonly Command[];
  connections(): number;
  stop(): Promise<void>;
}

export const CAPABILITIES = "IMAP4rev1 IDLE UIDPLUS MOVE";
const MAX_LINE = 100_000;

interface Options {
  readonly security?: "starttls" | "none";
  readonly certificate?: { cert: string; key: string };
}

/** An IMAP server on loopback that follows a script: honest until it is told to behave. Its mailbox has one folder and keeps its mails for ever. */
export async function startHostileImap({ security = "none", certificate }: Options = {}): Promise<HostileImap> {
  const state = { behaviour: {} as Behaviour, uidvalidity: 7, connections: 0 };
  const mails: HostileImap["mails"] = [];
  const heard: Command[] = [];
  const folder = { mails, uidvalidity: () => state.uidvalidity, offersTls: security === "starttls" };
  const server = createServer((socket) => {
    state.connections += 1;
    converse(socket, folder, () => state.behaviour, heard, certificate);
  });
  const listener = await listenOnLoopback(server);
  return {
    server: { host: "localhost", port: listener.port, security, user: "support", password: "secret" },
    mails,
    get uidvalidity() {
      return state.uidvalidity;
    },
    set uidvalidity(value) {
      state.uidvalidity = value;
    },
    behave: (behaviour = {}) => {
      state.behaviour = behaviour;
    },
    append: (bytes) => void mails.push({ uid: (mails.at(-1)?.uid ?? 0) + 1, bytes }),
    heard: () => heard,
    connections: () => state.connections,
    stop: async () => {
      listener.dropConnections();
      await listener.close();
    },
  };
}

interface Folder {
  readonly mails: HostileImap["mails"];
  uidvalidity(): number;
  readonly offersTls: boolean;
}

function converse(
  plain: Socket,
  folder: Folder,
  behaviour: () => Behaviour,
  heard: Command[],
  certificate: Options["certificate"],
): void {
  const counts = new Map<string, number>();
  let socket = plain;
  let pending = "";
  let idleTag: string | null = null;
  const say = (text: string) => {
    if (!socket.destroyed) socket.write(text, "latin1");
  };
  const hear = (line: string) => {
    if (idleTag !== null) {
      // RFC 2177: the only line that may follow IDLE is DONE, and it has no tag.
      const tag = idleTag;
      idleTag = null;
      return obey({ tag, verb: "DONE", rest: "" }, `${tag} OK idled\r\n`);
    }
    const command = parse(line);
    if (command.verb === "IDLE") idleTag = command.tag;
    obey(command, honestAnswer(folder, command));
    if (command.verb === "LOGOUT" && behaviour().answer === undefined) socket.end();
    if (command.verb === "STARTTLS" && certificate) secure(certificate);
  };
  const obey = (command: Command, honest: string) => {
    heard.push(command);
    const times = (counts.get(command.verb) ?? 0) + 1;
    counts.set(command.verb, times);
    const { answer } = behaviour();
    const text = answer ? answer(honest, command, { ...playOn(socket), times }) : honest;
    if (text === null) return;
    if (command.verb === "IDLE" && !text.startsWith("+")) idleTag = null;
    say(text);
  };
  const secure = (keys: { cert: string; key: string }) => {
    plain.removeAllListeners("data");
    socket = new TLSSocket(plain, { isServer: true, ...keys });
    listen(socket);
  };
  const listen = (to: Socket) => {
    to.on("error", () => undefined);
    to.on("data", (chunk) => {
      pending = `${pending}${chunk.toString("latin1")}`.slice(-MAX_LINE);
      while (pending.includes("\r\n") && to === socket) {
        const end = pending.indexOf("\r\n");
        const line = pending.slice(0, end);
        pending = pending.slice(end + 2);
        hear(line);
      }
    });
  };
  listen(plain);
  const greeting = behaviour().greet?.(playOn(plain));
  if (greeting !== null) say(greeting ?? "* OK ready\r\n");
}

function playOn(socket: Socket): Omit<Play, "times"> {
  return {
    socket,
    flood(piece, bytes) {
      const more = Buffer.from(piece.repeat(Math.ceil(65_536 / piece.length)), "latin1");
      let left = bytes;
      // Only when the last piece was taken: what a client does not read waits here and not in memory.
      const next = () => {
        if (left <= 0 || socket.destroyed) return;
        left -= more.length;
        socket.write(more, () => setImmediate(next));
      };
      next();
    },
    drip(text, everyMs) {
      let at = 0;
      const timer = setInterval(() => {
        if (socket.destroyed || at >= text.length) clearInterval(timer);
        else socket.write(text[at] ?? "", "latin1");
        at += 1;
      }, everyMs);
    },
  };
}

function parse(line: string): Command {
  const [, tag = "", verb = "", rest = ""] = /^(\S+) ((?:UID )?\S+) ?(.*)$/i.exec(line) ?? [];
  return { tag, verb: verb.toUpperCase(), rest };
}

function honestAnswer(folder: Folder, { tag, verb, rest }: Command): string {
  const ok = `${tag} OK done\r\n`;
  const { mails } = folder;
  const next = (mails.at(-1)?.uid ?? 0) + 1;
  switch (verb) {
    case "CAPABILITY":
      return `* CAPABILITY ${CAPABILITIES}${folder.offersTls ? " STARTTLS" : ""}\r\n${ok}`;
    case "SELECT":
    case "EXAMINE":
      return `* FLAGS (\\Seen \\Flagged \\Deleted)\r\n* ${mails.length} EXISTS\r\n* OK [UIDVALIDITY ${folder.uidvalidity()}] valid\r\n* OK [UIDNEXT ${next}] next\r\n${tag} OK [${verb === "SELECT" ? "READ-WRITE" : "READ-ONLY"}] opened\r\n`;
    case "STATUS":
      return `* STATUS INBOX (MESSAGES ${mails.length} UIDNEXT ${next} UIDVALIDITY ${folder.uidvalidity()})\r\n${ok}`;
    case "LIST":
    case "LSUB":
      return `* ${verb} () "/" ${rest.endsWith('""') ? '""' : "INBOX"}\r\n${ok}`;
    case "UID SEARCH":
      return `* SEARCH ${select(mails, rest)
        .map(({ uid }) => uid)
        .join(" ")}\r\n${ok}`;
    case "UID FETCH":
    case "FETCH":
      return `${fetchLines(mails, rest, verb === "FETCH").join("")}${ok}`;
    case "IDLE":
      return "+ idling\r\n";
    case "LOGOUT":
      return `* BYE see you\r\n${ok}`;
    default:
      return ok;
  }
}

function select(mails: HostileImap["mails"], rest: string): HostileImap["mails"] {
  const set = /(?:^|UID )([\d:*,]+)/.exec(rest)?.[1] ?? "1:*";
  const last = mails.at(-1)?.uid ?? 0;
  const ranges = set.split(",").map((range) => {
    const [from = 0, to] = range.split(":").map((end) => (end === "*" ? last : Number(end)));
    return [Math.min(from, to ?? from), Math.max(from, to ?? from)] as const;
  });
  return mails.filter(({ uid }) => ranges.some(([from, to]) => from <= uid && uid <= to));
}

function fetchLines(mails: HostileImap["mails"], rest: string, bySequence: boolean): string[] {
  const numbered = mails.map((mail, index) => ({ ...mail, number: index + 1 }));
  const set = rest.split(" ")[0] ?? "";
  const chosen = bySequence
    ? select(
        numbered.map((mail) => ({ ...mail, uid: mail.number })),
        set,
      ).map(({ uid }) => numbered[uid - 1])
    : select(mails, set).map(({ uid }) => numbered.find((mail) => mail.uid === uid));
  return chosen.flatMap((mail) => (mail === undefined ? [] : fetchLine(mail, rest)));
}

function fetchLine(mail: { uid: number; number: number; bytes: Buffer }, rest: string): string {
  const items = [`UID ${mail.uid}`];
  if (/RFC822\.SIZE/i.test(rest)) items.push(`RFC822.SIZE ${mail.bytes.length}`);
  if (/INTERNALDATE/i.test(rest)) items.push('INTERNALDATE "24-Nov-2026 10:00:00 +0100"');
  const piece = /BODY\.PEEK\[\](?:<(\d+)\.(\d+)>)?/i.exec(rest);
  if (piece) {
    const start = Number(piece[1] ?? 0);
    const bytes = mail.bytes.subarray(start, start + Number(piece[2] ?? mail.bytes.length));
    items.push(`BODY[]${piece[1] === undefined ? "" : `<${start}>`} {${bytes.length}}\r\n${bytes.toString("latin1")}`);
  }
  return `* ${mail.number} FETCH (${items.join(" ")})\r\n`;
}
