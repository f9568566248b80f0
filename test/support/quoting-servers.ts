import { createServer, type Socket } from "node:net";
import { listenOnLoopback } from "../../src/adapters/embedded/listen-on-loopback.ts";

export interface QuotingServer {
  readonly port: number;
  /** What logins were tried with, as it came over the line and decoded. */
  readonly logins: readonly string[];
  stop(): Promise<void>;
}

type Say = (text: string) => void;
/** Answers a line; `refuse` gives what to quote of a login. */
type Answer = (line: string, say: Say, refuse: (login: string) => string) => void;

/** An SMTP server that refuses every login, and repeats in its answer what it was tried with. */
export const startQuotingSmtp = () =>
  startQuoting("220 quoting ESMTP\r\n", (line, say, refuse) => {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === "EHLO") say("250-quoting\r\n250 AUTH PLAIN LOGIN XOAUTH2\r\n");
    else if (verb === "AUTH") say(`535 5.7.8 refused: ${refuse(line)}\r\n`);
    else say(verb === "QUIT" ? "221 bye\r\n" : "530 5.7.0 log in first\r\n");
  });

/** The like for IMAP. */
export const startQuotingImap = () => {
  let awaited: string | null = null;
  return startQuoting(
    "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=XOAUTH2] quoting\r\n",
    (line, say, refuse) => {
      const [tag = "*", verb = "", , initial] = line.split(" ");
      const no = (by: string) => say(`${by} NO [AUTHENTICATIONFAILED] refused: ${refuse(line)}\r\n`);
      if (awaited !== null) {
        no(awaited);
        awaited = null;
      } else if (/^authenticate$/i.test(verb) && initial === undefined) {
        awaited = tag;
        say("+ \r\n");
      } else if (/^(?:login|authenticate)$/i.test(verb)) no(tag);
      else if (/^capability$/i.test(verb))
        say(`* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=XOAUTH2\r\n${tag} OK done\r\n`);
      else say(`${tag} OK done\r\n`);
    },
  );
};

async function startQuoting(greeting: string, answer: Answer): Promise<QuotingServer> {
  const logins: string[] = [];
  const refuse = (line: string) => {
    const decoded = Buffer.from(line.split(" ").at(-1) ?? "", "base64").toString("latin1");
    logins.push(line, decoded);
    return `${line} which is ${decoded.replace(/[^\x20-\x7e]+/g, " ")}`;
  };
  const server = createServer((socket: Socket) => {
    let rest = "";
    socket.on("error", () => undefined);
    socket.write(greeting);
    socket.on("data", (chunk: Buffer) => {
      const lines = (rest + chunk.toString("latin1")).split("\r\n");
      rest = lines.pop() ?? "";
      for (const line of lines) answer(line, (text) => void socket.write(text, "latin1"), refuse);
    });
  });
  const listener = await listenOnLoopback(server);
  return {
    port: listener.port,
    logins,
    async stop() {
      listener.dropConnections();
      await listener.close();
    },
  };
}
