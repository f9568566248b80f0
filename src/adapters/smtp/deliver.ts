import type { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import type SMTPConnection from "nodemailer/lib/smtp-connection";
import type { SMTPEnvelope, SMTPEnvelopeDsn } from "nodemailer/lib/smtp-connection";
import type { RecipientAnswer, SendResult } from "../../domain/outbound/send-result.ts";
import type { OnCommitPending, SendRequest } from "../../usecases/ports/mail-sender.ts";
import { answersFor, classifyFailure, oneReply, type SmtpFailure } from "./classify-failure.ts";
import { createGatedStream } from "./gated-stream.ts";
import type { SmtpOptions } from "./smtp-options.ts";

/** `isReusable`: the session may carry another mail. `isUntouched`: the connection broke before the server answered anything about this mail. */
export interface Delivery {
  readonly result: SendResult;
  readonly isReusable: boolean;
  readonly isUntouched: boolean;
}

type Answer = { accepted: string[]; response: string; rejectedErrors?: SmtpFailure[] | undefined };

/** One mail over one open connection, phase by phase, each under its own guard of wall-clock time. */
export async function deliver(
  connection: SMTPConnection,
  request: SendRequest,
  onCommitPending: OnCommitPending,
  options: SmtpOptions,
): Promise<Delivery> {
  const guard = createGuard(options.envelopeTimeoutMs, () => connection.close());
  let isLost = false;
  let hasStarted = false;
  const onStart = () => {
    hasStarted = true;
    guard.restart(options.transferTimeoutMs);
  };
  const envelope = envelopeOf(request);
  const gate = createGatedStream(request.bytes, onStart, async () => {
    guard.restart(options.holdTimeoutMs);
    isLost = !(await onCommitPending(answersFor(envelope.rejectedErrors ?? [])));
    await hearOut();
    // A hold that took too long may have outlived the server's patience and our claim on the row. And the server may have answered already.
    if (isLost || guard.hasEnded()) return false;
    guard.restart(options.answerTimeoutMs);
    return true;
  });
  const outcome = await send(connection, envelope, gate.stream);
  guard.stop();
  if (outcome.ok && gate.isReleased()) {
    return {
      result: { kind: "answered", recipients: readAnswer(outcome.answer) },
      isReusable: true,
      isUntouched: false,
    };
  }
  // Nothing may leave by this connection any more, the held-back bytes least of all.
  const isReleased = gate.isReleased();
  gate.stream.destroy();
  connection.close();
  if (isLost) return broken({ kind: "lost" }, false);
  // A yes before the final dot is no answer to this mail, whatever it is.
  const failure = outcome.ok ? { code: "EPROTOCOL" } : guard.hasFired() ? { code: "ETIMEDOUT" } : outcome.failure;
  const isUntouched = !hasStarted && failure.response === undefined && failure.code !== "ETIMEDOUT";
  const result = classifyFailure(failure, isReleased, request.recipients);
  return broken(withTrouble(result, hasStarted), isUntouched);
}

// What breaks before the server has seen anything of the text is the fault of the way, and so is a lost answer. What breaks in between may
// be the fault of this very mail, which must not close the way for all others.
function withTrouble(result: SendResult, hasStarted: boolean): SendResult {
  const isOfRoute = result.kind === "unknown" || (result.kind === "not-sent" && !hasStarted);
  return isOfRoute && result.trouble === undefined ? { ...result, trouble: "unreachable" } : result;
}

// A server that has broken off by now is known to have: one turn for what lies there already, one for what came of it. After the last bytes nobody
// could say whether it has the mail.
async function hearOut(): Promise<void> {
  await setImmediate();
  await setImmediate();
}

type Outcome = { ok: true; answer: Answer } | { ok: false; failure: SmtpFailure };

// nodemailer keeps its notes in the envelope it was given: whom the server refused is there before the final dot leaves.
type Envelope = SMTPEnvelope & { rejectedErrors?: SmtpFailure[] };

function envelopeOf(request: SendRequest): Envelope {
  return {
    from: request.envelopeFrom || false,
    to: [...request.recipients],
    size: request.bytes.length,
    ...(request.reportDeliveryOf ? { dsn: dsnOf(request.reportDeliveryOf, request.recipients) } : {}),
  } as SMTPEnvelope;
}

// nodemailer leaves it out where the server does not offer DSN. It writes one ORCPT for all recipients: only where there is one can it be right.
function dsnOf(messageId: string, recipients: readonly string[]): SMTPEnvelopeDsn {
  const envid = messageId.replace(/[<>]/g, "");
  const [only = "", ...others] = recipients;
  const hasOriginal = others.length === 0 && /^[\x21-\x7e]+$/.test(only);
  return {
    notify: ["SUCCESS", "FAILURE"],
    ret: "HDRS",
    // RFC 3461 section 4.4: no more than 100 characters, as encoded.
    ...(/^[\x21-\x2a\x2c-\x3c\x3e-\x7e]{1,100}$/.test(envid) ? { envid } : {}),
    ...(hasOriginal ? { orcpt: `rfc822;${only}` } : {}),
  };
}

function send(connection: SMTPConnection, envelope: Envelope, stream: Readable): Promise<Outcome> {
  return new Promise((resolve) => {
    // A connection that is closed from this side forgets its callback. Where both come, the callback knows more.
    const onEnd = () => void setImmediate().then(() => resolve({ ok: false, failure: { code: "ECONNECTION" } }));
    connection.once("end", onEnd);
    connection.send(envelope, stream, (error, info) => {
      connection.removeListener("end", onEnd);
      resolve(error ? { ok: false, failure: error } : { ok: true, answer: info });
    });
  });
}

function readAnswer(answer: Answer): readonly RecipientAnswer[] {
  const reply = oneReply(answer.response);
  const accepted = answer.accepted.map((address) => ({ address, outcome: "accepted" as const, reply }));
  return [...accepted, ...answersFor(answer.rejectedErrors ?? [])];
}

function broken(result: SendResult, isUntouched: boolean): Delivery {
  return { result, isReusable: false, isUntouched };
}

function createGuard(milliseconds: number, onFire: () => void) {
  let state: "running" | "fired" | "stopped" = "running";
  const fire = () => {
    state = "fired";
    onFire();
  };
  let timer = setTimeout(fire, milliseconds);
  return {
    restart(next: number): void {
      clearTimeout(timer);
      if (state === "running") timer = setTimeout(fire, next);
    },
    stop(): void {
      clearTimeout(timer);
      if (state === "running") state = "stopped";
    },
    hasFired: () => state === "fired",
    hasEnded: () => state !== "running",
  };
}
