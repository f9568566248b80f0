import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from "smtp-server";
import { listenOnLoopback } from "./listen-on-loopback.ts";

/** Where in a delivery something can go wrong; `answer` is after the mail was taken, when only our reply gets lost. */
export const SMTP_PHASES = ["connect", "login", "sender", "recipient", "body", "answer"] as const;
export type SmtpPhase = (typeof SMTP_PHASES)[number];

/** A refusal with a code (4xx: try again, 5xx: never), a connection cut without a word, or no answer at all. */
export type SmtpFailure = { kind: "refuse"; code: number; text: string } | { kind: "drop" } | { kind: "silence" };

export type SmtpDelivery = { user: string | null; sender: string; recipients: string[]; bytes: Buffer };

export type SmtpServerHooks = {
  /** Without it nobody needs to log in. */
  authenticate?: (user: string, password: string) => boolean;
  /** Asked at every step; null lets it pass. `subject` is the user, the sender or the recipient of that step. */
  failAt?: (phase: SmtpPhase, subject: string) => SmtpFailure | null;
  deliver: (delivery: SmtpDelivery) => void | Promise<void>;
};

export type EmbeddedSmtpServer = { port: number; dropConnections(): void; stop(): Promise<void> };

type Reply = (error?: Error | null) => void;

const MAX_MAIL_BYTES = 100 * 1024 * 1024;
const WRONG_LOGIN: SmtpFailure = { kind: "refuse", code: 535, text: "5.7.8 Wrong user or password" };

/** An SMTP server on a free port of 127.0.0.1. For the demo and for tests only. */
export async function startSmtpServer(hooks: SmtpServerHooks): Promise<EmbeddedSmtpServer> {
  const server: SMTPServer = new SMTPServer({
    authOptional: hooks.authenticate === undefined,
    authMethods: ["PLAIN", "LOGIN"],
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    disableReverseLookup: true,
    size: MAX_MAIL_BYTES,
    ...handlersFor(hooks, (session) => dropSession(server, session)),
  });
  server.on("error", () => undefined); // A client that went away is that client's affair.
  const listener = await listenOnLoopback(server.server);
  return { port: listener.port, dropConnections: listener.dropConnections, stop: listener.close };
}

function handlersFor(hooks: SmtpServerHooks, drop: (session: SMTPServerSession) => void): SMTPServerOptions {
  const step = (phase: SmtpPhase, subject: string, session: SMTPServerSession, reply: Reply) =>
    answer(hooks.failAt?.(phase, subject) ?? null, reply, () => drop(session));
  return {
    onConnect: (session, reply) => step("connect", "", session, reply),
    onMailFrom: ({ address }, session, reply) => step("sender", address, session, reply),
    onRcptTo: ({ address }, session, reply) => step("recipient", address, session, reply),
    onAuth: ({ username, password }, session, reply) => {
      const isRight = hooks.authenticate?.(username ?? "", password ?? "") ?? true;
      const failure = hooks.failAt?.("login", username ?? "") ?? (isRight ? null : WRONG_LOGIN);
      answer(
        failure,
        (error) => (error ? reply(error) : reply(null, { user: username ?? "" })),
        () => drop(session),
      );
    },
    onData: (stream, session, reply) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.once("end", () => {
        const failure = hooks.failAt?.("body", "") ?? null;
        if (failure !== null) {
          answer(failure, reply, () => drop(session));
          return;
        }
        Promise.resolve(hooks.deliver(toDelivery(session, Buffer.concat(chunks)))).then(
          () => step("answer", "", session, reply),
          (error: unknown) => reply(error instanceof Error ? error : new Error(String(error))),
        );
      });
    },
  };
}

function answer(failure: SmtpFailure | null, reply: Reply, drop: () => void): void {
  if (failure === null) {
    reply();
  } else if (failure.kind === "refuse") {
    reply(Object.assign(new Error(failure.text), { responseCode: failure.code }));
  } else if (failure.kind === "drop") {
    drop();
  }
}

function toDelivery(session: SMTPServerSession, bytes: Buffer): SmtpDelivery {
  const { mailFrom, rcptTo } = session.envelope;
  return {
    user: typeof session.user === "string" ? session.user : null,
    sender: mailFrom === false ? "" : mailFrom.address,
    recipients: rcptTo.map(({ address }) => address),
    bytes,
  };
}

// smtp-server tells its hooks which session speaks, but gives them no way to cut it off.
type OpenConnection = { id: string; _socket: { destroy(): void } };

function dropSession(server: SMTPServer, session: SMTPServerSession): void {
  for (const connection of (server as unknown as { connections: Set<OpenConnection> }).connections) {
    if (connection.id === session.id) {
      connection._socket.destroy();
    }
  }
}
