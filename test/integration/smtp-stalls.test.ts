import { createServer, type Socket } from "node:net";
import { afterEach, expect, test } from "@jest/globals";
import { listenOnLoopback } from "../../src/adapters/embedded/listen-on-loopback.ts";
import { createSmtpSender } from "../../src/adapters/smtp/smtp-sender.ts";
import type { MailSender } from "../../src/usecases/ports/mail-sender.ts";

const STAGES = ["greeting", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "text", "answer"] as const;
type Stage = (typeof STAGES)[number];
type Stall = "silent" | "dripping";

const REPLIES: Readonly<Record<string, string>> = {
  EHLO: "250-stubborn\r\n250 AUTH PLAIN\r\n",
  AUTH: "235 2.7.0 ok\r\n",
  MAIL: "250 2.1.0 ok\r\n",
  RCPT: "250 2.1.5 ok\r\n",
  DATA: "354 go on\r\n",
};
/** No attempt of these tests may come near it: it is what nodemailer's own limit for a silent socket would be. */
const SOCKET_LIMIT_MS = 600_000;
const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** Serves until the stage, then says nothing more, or goes on saying a piece of a reply that never ends. */
async function startStubborn(stage: Stage, stall: Stall): Promise<number> {
  const server = createServer((socket) => {
    const timers: NodeJS.Timeout[] = [];
    socket.on("error", () => undefined);
    socket.on("close", () => timers.forEach(clearInterval));
    const isStalled = (at: Stage) => at === stage;
    const stop = () => {
      if (stall === "dripping") timers.push(setInterval(() => socket.write("250-still here\r\n"), 40));
    };
    serve(socket, isStalled, stop);
  });
  const listener = await listenOnLoopback(server);
  closers.push(async () => {
    listener.dropConnections();
    await listener.close();
  });
  return listener.port;
}

function serve(socket: Socket, isStalled: (stage: Stage) => boolean, stop: () => void): void {
  if (isStalled("greeting")) stop();
  else socket.write("220 stubborn ESMTP\r\n");
  let isText = false;
  let pending = "";
  const obey = (verb: string) => {
    if (isStalled(verb as Stage)) stop();
    else socket.write(REPLIES[verb] ?? "250 ok\r\n");
    isText = verb === "DATA" && !isStalled("DATA");
    // A server that takes no more of the text than fits between the machines.
    if (isText && isStalled("text")) socket.pause();
    if (isText && isStalled("text")) stop();
  };
  socket.on("data", (chunk) => {
    pending += chunk.toString("latin1");
    if (isText && pending.endsWith("\r\n.\r\n") && isStalled("answer")) stop();
    while (!isText && pending.includes("\r\n")) {
      const line = pending.slice(0, pending.indexOf("\r\n"));
      pending = pending.slice(line.length + 2);
      obey(line.slice(0, 4).toUpperCase());
    }
  });
}

function senderTo(port: number): MailSender {
  const limits = {
    connectTimeoutMs: 700,
    loginTimeoutMs: 700,
    envelopeTimeoutMs: 700,
    transferTimeoutMs: 700,
    answerTimeoutMs: 700,
  };
  const sender = createSmtpSender(
    { host: "127.0.0.1", port, security: "none", user: "desk", password: "secret" },
    // Of the limits that `deliver` does not keep, only nodemailer's for a silent socket is left, and that is far away.
    { ...limits, holdTimeoutMs: SOCKET_LIMIT_MS },
  );
  closers.push(() => sender.close());
  return sender;
}

const cases = STAGES.flatMap((stage) => (["silent", "dripping"] as const).map((stall) => [stage, stall] as const));

test.each(cases)(
  "a server that stalls at %s and is %s is given up, and what may have been taken is told apart",
  async (stage, stall) => {
    const port = await startStubborn(stage, stall);
    const text = stage === "text" ? "x".repeat(70).concat("\r\n").repeat(400_000) : "Hej igen.\r\n".repeat(50);
    const request = { envelopeFrom: "", recipients: ["a@x.example"], bytes: Buffer.from(`Subject: x\r\n\r\n${text}`) };
    const result = await senderTo(port).send(request, async () => true);
    const kind = stage === "answer" ? "unknown" : "not-sent";
    // What drips while the text is under way is an answer to nothing: given up before its time.
    expect(result).toMatchObject({ kind });
  },
  60_000,
);
