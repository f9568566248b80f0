import { afterAttempt, isOpen } from "../domain/outbound/after-attempt.ts";
import type { RecipientAnswer, SendResult } from "../domain/outbound/send-result.ts";
import type { Instant } from "../domain/time/instant.ts";
import { type AttemptFollowers, followAttempt } from "./follow-attempt.ts";
import { followCarefully } from "./follow-carefully.ts";
import { keepLease } from "./keep-lease.ts";
import type { MailSender } from "./ports/mail-sender.ts";
import type { OutboxMeter } from "./ports/outbox-meter.ts";
import type { ClaimedMail, OutboxMail } from "./ports/outbox-store.ts";
import { type Tracer, UNTRACED } from "./ports/tracer.ts";
import type { Stores } from "./ports/unit-of-work.ts";
import { createRouteBoard, type RouteBoard, type RouteServices } from "./routes/route-board.ts";
import type { Candidate } from "./routes/way-out.ts";
import { tryAgainBriefly } from "./try-again-briefly.ts";

export interface SendOutboxServices extends AttemptFollowers, RouteServices {
  readonly meter: OutboxMeter;
  readonly tracer?: Tracer;
  /** Gets a copy of every mail as one more recipient, so that it can be looked up there whether the server took a mail; null: nobody does. */
  readonly journalAddress: string | null;
}

export const SEND_LEASE_SECONDS = 60;

/**
 * Sends what is due, oldest first, up to `limit` mails; gives how many attempts were made. May run any number of times side by side: rows are claimed
 * with an epoch, and whoever lost a row cannot send or record it any more. Once `signal` is aborted the mail in hand is sent to its
 * end, and none is claimed any more.
 */
export async function sendOutbox(services: SendOutboxServices, limit: number, signal?: AbortSignal): Promise<number> {
  const board = createRouteBoard(services);
  for (let attempts = 0; attempts < limit; attempts++) {
    await board.refresh();
    if (signal?.aborted) return attempts;
    const closed = board.closed();
    const mail = await services.unitOfWork.reading.outbox.claim(SEND_LEASE_SECONDS, closed);
    if (mail === null) return attempts;
    await sendOne(services, board, mail);
  }
  return limit;
}

/**
 * Takes up mails whose sender died or stood still until its lease ran out. Before the final dot could leave they are due again at once;
 * after that nobody knows, and the class decides. Gives how many there were.
 */
export async function recoverOutbox(services: SendOutboxServices, limit: number): Promise<number> {
  const careful = { ...services, ...followCarefully(services, services.log) };
  return services.unitOfWork.transaction(async (stores) => {
    const abandoned = await stores.outbox.lockAbandoned(limit);
    for (const mail of abandoned) {
      const isUnknown = mail.phase === "commit_pending";
      const result = isUnknown
        ? { kind: "unknown" as const, why: "ECRASHED" }
        : { kind: "not-sent" as const, why: "ECRASHED" };
      services.log.warn({ outboxId: mail.id, phase: mail.phase }, "a sender left a mail behind");
      const at = isUnknown ? undefined : await stores.now();
      try {
        await stores.savepoint(() => record(careful, stores, mail, result, at));
      } catch (error) {
        // One that cannot be settled holds up no other; the next pass tries it again.
        services.log.error({ outboxId: mail.id, err: error }, "a mail left behind could not be settled");
      }
    }
    return abandoned.length;
  });
}

async function sendOne(services: SendOutboxServices, board: RouteBoard, mail: ClaimedMail): Promise<void> {
  const facts = { "svartid.outbox.id": mail.id, "svartid.class": mail.class, "svartid.attempt": mail.attempts };
  const { traceParent } = mail;
  await tracerOf(services).span("send mail", { continues: { traceParent }, facts }, () =>
    trySending(services, board, mail),
  );
}

const tracerOf = ({ tracer = UNTRACED }: SendOutboxServices): Tracer => tracer;

async function trySending(services: SendOutboxServices, board: RouteBoard, mail: ClaimedMail): Promise<void> {
  if (mail.ambiguousResends > 0) services.meter.count("ambiguous-resend", mail.class);
  const result = await attempt(services, board, mail);
  if (result.kind === "lost") {
    services.log.warn({ outboxId: mail.id, epoch: mail.epoch }, "another sender has taken the mail");
    return;
  }
  // The server may have the mail by now: what it said is worth more than one try to write it down, and more than what follows from it.
  const written = await tryAgainBriefly(() =>
    services.unitOfWork.transaction((stores) => record(services, stores, mail, result)),
  ).catch((error: unknown) => error ?? true);
  if (written === undefined) return;
  services.log.error({ outboxId: mail.id, err: written }, "what follows from a sent mail failed");
  const careful = { ...services, ...followCarefully(services, services.log) };
  await services.unitOfWork.transaction((stores) => record(careful, stores, mail, result));
}

// Provably unsent by one way, it goes on to the next; what may have been taken goes no further.
async function attempt(services: SendOutboxServices, board: RouteBoard, mail: ClaimedMail): Promise<SendResult> {
  let result: SendResult = { kind: "not-sent", why: services.waysOut.length === 0 ? "ENOROUTE" : "ERESTING" };
  for (const candidate of board.candidates(mail)) {
    if (!(await board.admit(candidate))) continue;
    result = await attemptBy(services, candidate, mail);
    await board.learn(candidate, result);
    if (result.kind !== "not-sent") return result;
  }
  return result;
}

async function attemptBy(services: SendOutboxServices, { route }: Candidate, mail: ClaimedMail): Promise<SendResult> {
  const open = mail.recipients
    .filter((recipient) => isOpen(recipient) && !mail.behind.includes(recipient.address))
    .map(({ address }) => address);
  const lease = keepLease(services, mail, SEND_LEASE_SECONDS);
  let refusedByAll: SendResult | null = null;
  try {
    const request = {
      envelopeFrom: mail.envelopeFrom,
      recipients: withJournal(services, mail, open),
      bytes: mail.bytes,
      // Whoever published a release wants to know who has it. Of other mail only a failure matters.
      reportDeliveryOf: mail.class === "release" ? mail.messageId : null,
    };
    const send: MailSender["send"] = (...handedOver) =>
      tracerOf(services).span("smtp", { kind: "client", facts: { "svartid.route": route.name } }, async (note) => {
        const result = await route.sender.send(...handedOver);
        note({ "svartid.result": result.kind });
        return result;
      });
    const result = await send(request, async (refusals) => {
      if (open.every((address) => refusals.some((refusal) => refusal.address === address))) {
        // Only the journal would get it.
        refusedByAll = { kind: "answered", recipients: refusals };
        return false;
      }
      const withoutIt = [...refusals, ...leftOut(mail)];
      const { outbox } = services.unitOfWork.reading;
      return await outbox.recordCommitPending(mail.id, mail.epoch, withoutIt, route.name);
    });
    warnOfJournal(services, mail, result);
    return refusedByAll ?? result;
  } finally {
    lease.stop();
  }
}

// Whoever is not asked for in this attempt: a copy found in the journal proves nothing of them either.
function leftOut({ recipients, behind }: ClaimedMail): readonly RecipientAnswer[] {
  return recipients
    .filter((recipient) => isOpen(recipient) && behind.includes(recipient.address))
    .map(({ address }) => ({ address, outcome: "deferred", reply: "waits for an earlier answer" }));
}

// Nobody asks what became of a canary. A copy that could not be told from one that was taken for others is of no use.
function withJournal(
  { journalAddress }: SendOutboxServices,
  { committing, class: mailClass }: OutboxMail,
  recipients: readonly string[],
): readonly string[] {
  const isExtra =
    journalAddress !== null &&
    mailClass !== "canary" &&
    committing?.isEvidenceVoid !== true &&
    !recipients.includes(journalAddress);
  return isExtra ? [...recipients, journalAddress] : recipients;
}

function warnOfJournal({ journalAddress, log }: SendOutboxServices, mail: OutboxMail, result: SendResult): void {
  if (result.kind !== "answered" || journalAddress === null) return;
  const answer = result.recipients.find(({ address }) => address === journalAddress);
  if (answer === undefined || answer.outcome === "accepted") return;
  log.warn({ outboxId: mail.id, reply: answer.reply }, "the journal was refused a copy");
}

function wasTaken(result: SendResult): boolean {
  return result.kind === "answered" && result.recipients.some(({ outcome }) => outcome === "accepted");
}

async function record(
  services: SendOutboxServices,
  stores: Stores,
  mail: OutboxMail | ClaimedMail,
  result: Exclude<SendResult, { kind: "lost" }>,
  nextAt?: Instant,
): Promise<void> {
  const now = await stores.now();
  const after = afterAttempt({ ...mail, now, fraction: services.randomness.fraction() }, result);
  const hasSent = after.newlySent.length > 0;
  const isOurs = await stores.outbox.recordOutcome(mail.id, mail.epoch, {
    state: after.state,
    recipients: after.recipients,
    nextAt: after.state === "deferred" ? (nextAt ?? after.nextAt) : after.nextAt,
    lastError: after.lastError,
    sentAt: hasSent ? now : null,
    isPartlyTaken: after.state === "deferred" && wasTaken(result),
  });
  if (!isOurs) {
    const fields = { outboxId: mail.id, epoch: mail.epoch, state: after.state };
    stores.afterCommit(() => services.log.warn(fields, "another sender has taken the mail"));
    return;
  }
  await followAttempt(services, stores, mail, after, now);
  const fields = { outboxId: mail.id, state: after.state, attempts: mail.attempts, result: result.kind };
  stores.afterCommit(() => {
    services.meter.count(after.state, mail.class);
    services.log.info(fields, "mail tried");
  });
}
