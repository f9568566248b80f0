import { createServer, type Socket } from "node:net";
import { listenOnLoopback } from "../../src/adapters/embedded/listen-on-loopback.ts";

/** What a scripted server does at a point: say these bytes, and perhaps end the connection politely or cut it. */
export type ScriptedStep = { say?: string; end?: "fin" | "rst" | "nothing" };

export type SmtpScript = {
  greeting?: ScriptedStep;
  ehlo?: ScriptedStep;
  mail?: ScriptedStep;
  rcpt?: ScriptedStep;
  data?: ScriptedStep;
  /** Done when so many bytes of the mail have come, without waiting for the rest. */
  midData?: ScriptedStep & { afterBytes: number };
  answer?: ScriptedStep;
};

export type ScriptedSmtp = {
  port: number;
  /** What arrived after DATA on every connection, terminator included. */
  received: string[];
  /** Every command line of every connection. */
  commands: string[];
  /** True while the final dot has not been seen. */
  sawFinalDot(): boolean;
  connections(): number;
  stop(): Promise<void>;
};

const DEFAULTS = {
  greeting: { say: "220 scripted ESMTP\r\n" },
  ehlo: { say: "250 scripted\r\n" },
  mail: { say: "250 2.1.0 ok\r\n" },
  rcpt: { say: "250 2.1.5 ok\r\n" },
  data: { say: "354 go on\r\n" },
  answer: { say: "250 2.0.0 taken\r\n" },
} satisfies Required<Omit<SmtpScript, "midData">>;

/** A server that follows a script byte by byte, for the faults no real server can be asked for. */
export async function startScriptedSmtp(script: SmtpScript): Promise<ScriptedSmtp> {
  const steps = { ...DEFAULTS, ...script };
  const received: string[] = [];
  const commands: string[] = [];
  let finalDots = 0;
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    serve(socket, steps, { received, commands }, () => finalDots++);
  });
  const listener = await listenOnLoopback(server);
  return {
    port: listener.port,
    received,
    commands,
    sawFinalDot: () => finalDots > 0,
    connections: () => connections,
    stop: async () => {
      listener.dropConnections();
      await listener.close();
    },
  };
}

type Steps = Required<Omit<SmtpScript, "midData">> & Pick<SmtpScript, "midData">;
type Session = {
  socket: Socket;
  steps: Steps;
  received: string[];
  commands: string[];
  mailAt: number | null;
  isMidDone: boolean;
};

function serve(
  socket: Socket,
  steps: Steps,
  seen: Pick<Session, "received" | "commands">,
  onFinalDot: () => void,
): void {
  const session: Session = { socket, steps, ...seen, mailAt: null, isMidDone: false };
  let pending = "";
  socket.on("error", () => undefined);
  perform(socket, steps.greeting);
  socket.on("data", (chunk) => {
    pending += chunk.toString("latin1");
    while (session.mailAt === null && pending.includes("\r\n")) {
      const end = pending.indexOf("\r\n");
      obey(session, pending.slice(0, end));
      pending = pending.slice(end + 2);
    }
    if (session.mailAt !== null && takeMail(session, pending)) {
      pending = "";
      onFinalDot();
      perform(socket, steps.answer);
    }
  });
}

function obey(session: Session, line: string): void {
  const { socket, steps } = session;
  session.commands.push(line);
  const verb = line.slice(0, 4).toUpperCase();
  const step = { EHLO: steps.ehlo, MAIL: steps.mail, RCPT: steps.rcpt, DATA: steps.data }[verb];
  if (step !== undefined) perform(socket, step);
  if (verb === "QUIT") socket.end("221 bye\r\n");
  if (verb === "DATA" && steps.data.say?.startsWith("3")) session.mailAt = session.received.push("") - 1;
}

/** True once the final dot is there. */
function takeMail(session: Session, text: string): boolean {
  const { midData } = session.steps;
  session.received[session.mailAt ?? 0] = text;
  if (midData !== undefined && !session.isMidDone && text.length >= midData.afterBytes) {
    session.isMidDone = true;
    perform(session.socket, midData);
  }
  if (!text.endsWith("\r\n.\r\n")) return false;
  session.mailAt = null;
  return true;
}

function perform(socket: Socket, step: ScriptedStep): void {
  const finish = () => {
    if (step.end === "fin") socket.end();
    if (step.end === "rst") socket.resetAndDestroy();
  };
  if (step.say === undefined) finish();
  else socket.write(step.say, "latin1", finish);
}
