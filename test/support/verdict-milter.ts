import { createServer, type Socket } from "node:net";
import { listenOnLoopback } from "../../src/adapters/embedded/listen-on-loopback.ts";
import { claimsToBe, writeSenderVerdict } from "../../src/adapters/embedded/sender-verdict.ts";

export type VerdictMilter = { port: number; stop(): Promise<void> };

type Mail = { user: string | null; authors: string[]; results: string[] };

// The milter protocol, as sendmail's libmilter/mfdef.h has it: a length, a command letter, and its data.
const VERSION = 6;
const MAY_ADD_AND_CHANGE_HEADERS = 0x01 | 0x10;
const SKIP_CONNECT_HELO_RCPT_BODY_EOH_UNKNOWN_DATA = 0x01 | 0x02 | 0x08 | 0x10 | 0x40 | 0x100 | 0x200;
const CONTINUE = packet("c");

/** What OpenDMARC does for a real Postfix: takes out forged verdicts, and writes one by who logged in. */
export async function startVerdictMilter(authservId: string): Promise<VerdictMilter> {
  const server = createServer((socket) => {
    const converse = conversation(authservId);
    let pending = Buffer.alloc(0);
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => {
      pending = Buffer.concat([pending, chunk]);
      while (pending.length >= 4 && pending.length >= 4 + pending.readUInt32BE(0)) {
        const end = 4 + pending.readUInt32BE(0);
        answer(socket, converse(pending.toString("latin1", 4, 5), pending.subarray(5, end)));
        pending = pending.subarray(end);
      }
    });
  });
  const { port, close } = await listenOnLoopback(server);
  return { port, stop: close };
}

function answer(socket: Socket, packets: Buffer[] | "quit"): void {
  if (packets === "quit") {
    socket.end();
  } else if (packets.length > 0) {
    socket.write(Buffer.concat(packets));
  }
}

function conversation(authservId: string): (command: string, data: Buffer) => Buffer[] | "quit" {
  let mail: Mail = { user: null, authors: [], results: [] };
  return (command, data) => {
    switch (command) {
      case "O":
        return [
          packet("O", integers(VERSION, MAY_ADD_AND_CHANGE_HEADERS, SKIP_CONNECT_HELO_RCPT_BODY_EOH_UNKNOWN_DATA)),
        ];
      case "D":
        if (data.toString("latin1", 0, 1) === "M") {
          mail = { user: macro(data, "{auth_authen}"), authors: [], results: [] };
        }
        return [];
      case "L":
        collectHeader(mail, data);
        return [CONTINUE];
      case "E":
        return [...verdict(authservId, mail), CONTINUE];
      case "A":
        return [];
      case "Q":
        return "quit";
      default:
        return [CONTINUE];
    }
  };
}

function macro(data: Buffer, name: string): string | null {
  const words = data.toString("utf8", 1).split("\0");
  const index = words.indexOf(name);
  return index < 0 ? null : (words[index + 1] ?? null);
}

function collectHeader(mail: Mail, data: Buffer): void {
  const [name = "", value = ""] = data.toString("latin1").split("\0");
  if (name.toLowerCase() === "from") {
    mail.authors.push(value);
  }
  if (name.toLowerCase() === "authentication-results") {
    mail.results.push(value);
  }
}

function verdict(authservId: string, mail: Mail): Buffer[] {
  // Headers of one name are counted from 1; taking out the last first keeps the other numbers true.
  const forged = mail.results.flatMap((value, index) => (claimsToBe(authservId, value) ? [index + 1] : [])).reverse();
  const removals = forged.map((index) => packet("m", integers(index), strings("Authentication-Results", "")));
  const value = writeSenderVerdict(authservId, mail.user, mail.authors);
  return [...removals, packet("i", integers(0), strings("Authentication-Results", value))];
}

function packet(command: string, ...data: Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.from(command, "latin1"), ...data]);
  return Buffer.concat([integers(body.length), body]);
}

function integers(...values: number[]): Buffer {
  const buffer = Buffer.alloc(4 * values.length);
  values.forEach((value, index) => void buffer.writeUInt32BE(value, 4 * index));
  return buffer;
}

function strings(...values: string[]): Buffer {
  return Buffer.from(values.map((value) => `${value}\0`).join(""), "latin1");
}
