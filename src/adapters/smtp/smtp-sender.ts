import type SMTPConnection from "nodemailer/lib/smtp-connection";
import type { MailServer } from "../../domain/desk/mailbox-settings.ts";
import type { RouteTrouble, SendResult } from "../../domain/outbound/send-result.ts";
import { AdapterError } from "../../usecases/ports/adapter-error.ts";
import type { MailSender, OnCommitPending, SendRequest } from "../../usecases/ports/mail-sender.ts";
import { classifyFailure, SERVICE_CLOSING, type SmtpFailure } from "./classify-failure.ts";
import { type Delivery, deliver } from "./deliver.ts";
import { openConnection } from "./open-connection.ts";
import { DEFAULT_SMTP_OPTIONS, type SmtpOptions } from "./smtp-options.ts";

const REFUSED_LOGIN = "EAUTH";
/** By the server that the token was for, or by the endpoint that gives them out (RFC 6749). */
const REFUSED_TOKEN: ReadonlySet<string> = new Set(["token-revoked", "token-refused"]);

interface PooledConnection {
  readonly connection: SMTPConnection;
  mails: number;
  idleTimer?: NodeJS.Timeout;
}

type Opened = PooledConnection | { failure: SmtpFailure };

/**
 * Sends over one SMTP route. Connections are kept for the next mail; there are no retries in here but one: a kept connection is replaced by a new one
 * when it turns out to be dead before the server has answered anything about the mail, or when the server closes it with 421: many take only so many
 * mails over one. What the new one says is about the way out.
 */
export function createSmtpSender(server: MailServer, overrides: Partial<SmtpOptions> = {}): MailSender {
  const options = { ...DEFAULT_SMTP_OPTIONS, ...overrides };
  const pool = createPool(server, options);

  async function attempt(request: SendRequest, onCommitPending: OnCommitPending): Promise<Delivery> {
    const kept = pool.takeKept();
    if (kept !== null) {
      const delivery = await deliver(kept.connection, request, onCommitPending, options);
      pool.giveBack(kept, delivery.isReusable);
      if (!delivery.isUntouched && !isClosing(delivery.result)) return delivery;
    }
    const opened = await pool.open();
    if ("failure" in opened) {
      return { result: aboutRoute(opened.failure, request.recipients), isReusable: false, isUntouched: true };
    }
    const delivery = await deliver(opened.connection, request, onCommitPending, options);
    pool.giveBack(opened, delivery.isReusable);
    return delivery;
  }

  return {
    async send(request, onCommitPending) {
      await pool.enter();
      try {
        return (await attempt(request, onCommitPending)).result;
      } finally {
        pool.leave();
      }
    },
    async check() {
      const opened = await pool.open();
      if ("failure" in opened) throw unreachable(server, opened.failure);
      pool.giveBack(opened, true);
    },
    async close() {
      pool.close();
    },
  };
}

function createPool(server: MailServer, options: SmtpOptions) {
  const kept: PooledConnection[] = [];
  const waiting: (() => void)[] = [];
  let isClosed = false;
  let busy = 0;
  // A login that nobody knows to work is tried once, however many mails wait: servers lock accounts that try more often.
  let isProven = server.user === null;
  let trial: Promise<Opened> | null = null;
  const openNow = async (): Promise<Opened> => {
    try {
      const opened = { connection: await openConnection(server, options), mails: 0 };
      isProven = true;
      return opened;
    } catch (error) {
      isProven = server.user === null;
      return { failure: error as SmtpFailure };
    }
  };
  return {
    async enter(): Promise<void> {
      if (isClosed) throw new AdapterError("smtp", "closed", "This way out is closed.", { retryable: false });
      if (busy < options.maxConnections) busy++;
      else await new Promise<void>((resolve) => waiting.push(resolve));
    },
    leave(): void {
      const next = waiting.shift();
      // The place goes straight to who waited longest.
      if (next === undefined) busy--;
      else next();
    },
    takeKept(): PooledConnection | null {
      const found = kept.pop() ?? null;
      clearTimeout(found?.idleTimer);
      found?.connection.removeAllListeners("end");
      return found;
    },
    async open(): Promise<Opened> {
      if (isProven) return await openNow();
      if (trial !== null) {
        const first = await trial;
        return "failure" in first ? first : await openNow();
      }
      trial = openNow();
      try {
        return await trial;
      } finally {
        trial = null;
      }
    },
    giveBack(pooled: PooledConnection, isReusable: boolean): void {
      pooled.mails++;
      if (!isReusable) pooled.connection.close();
      else if (isClosed || pooled.mails >= options.maxMailsPerConnection) leaveServer(pooled);
      else keep(kept, pooled, options.idleTimeoutMs);
    },
    close(): void {
      isClosed = true;
      for (const pooled of kept.splice(0)) leaveServer(pooled);
    },
  };
}

function isClosing(result: SendResult): boolean {
  return result.kind === "not-sent" && result.trouble === "closing";
}

function keep(kept: PooledConnection[], pooled: PooledConnection, idleTimeoutMs: number): void {
  const remove = () => {
    const at = kept.indexOf(pooled);
    if (at >= 0) kept.splice(at, 1);
    clearTimeout(pooled.idleTimer);
  };
  pooled.connection.once("end", remove);
  pooled.idleTimer = setTimeout(() => {
    remove();
    leaveServer(pooled);
  }, idleTimeoutMs);
  kept.push(pooled);
}

function leaveServer(pooled: PooledConnection): void {
  clearTimeout(pooled.idleTimer);
  pooled.connection.quit();
  pooled.connection.close();
}

// What a server says before it has heard of a mail is never about the mail.
function aboutRoute(failure: SmtpFailure, recipients: readonly string[]): SendResult {
  const result = classifyFailure(failure, false, recipients);
  const why =
    result.kind === "answered"
      ? (result.recipients[0]?.reply ?? "EUNKNOWN")
      : "why" in result
        ? result.why
        : "EUNKNOWN";
  return { kind: "not-sent", why, trouble: troubleOf(failure) };
}

function troubleOf({ code, responseCode }: SmtpFailure): RouteTrouble {
  if (responseCode === SERVICE_CLOSING) return "closing";
  if (code === REFUSED_LOGIN) return "login-refused";
  return code !== undefined && REFUSED_TOKEN.has(code) ? "token-refused" : "unreachable";
}

function unreachable(server: MailServer, failure: SmtpFailure): AdapterError {
  if (failure instanceof AdapterError) return failure;
  const where = `${server.host}:${server.port}`;
  const said = failure.response ?? failure.message ?? failure.code ?? "no answer";
  return new AdapterError("smtp", failure.code ?? "unreachable", `Mail cannot be sent by ${where}: ${said}`, {
    retryable: failure.code !== REFUSED_LOGIN,
    cause: failure,
  });
}
