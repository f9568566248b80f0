import { type Instant, instant } from "../time/instant.ts";
import { CLASS_RULES, type MailClass } from "./mail-class.ts";
import { retryDelaySeconds } from "./retry-delay.ts";
import type { RecipientAnswer, SendResult } from "./send-result.ts";

/** One recipient as the outbox knows it. */
export interface RecipientProgress {
  readonly address: string;
  readonly state: "queued" | "sent" | "deferred" | "failed" | "cancelled";
  readonly reply: string | null;
}

export interface AttemptFacts<Recipient extends RecipientProgress = RecipientProgress> {
  readonly class: MailClass;
  readonly recipients: readonly Recipient[];
  /** This one counted. */
  readonly attempts: number;
  readonly ambiguousResends: number;
  readonly createdAt: Instant;
  /** Who was left out, because an earlier answer is still on its way to them. */
  readonly behind?: readonly string[];
  /** The way out by which an earlier attempt may have been taken; null or missing: no such attempt is known. */
  readonly boundRoute?: string | null;
  readonly now: Instant;
  /** Chance, in [0, 1). */
  readonly fraction: number;
}

/** What the outbox row becomes. `nextAt` is null when nothing more happens by itself. */
export interface AfterAttempt<Recipient extends RecipientProgress = RecipientProgress> {
  readonly state: "sent" | "deferred" | "failed" | "uncertain";
  readonly recipients: readonly Recipient[];
  readonly nextAt: Instant | null;
  readonly lastError: string | null;
  /** Addresses that became sent, or failed for good, by this attempt. */
  readonly newlySent: readonly string[];
  readonly newlyFailed: readonly string[];
}

/** How long evidence of an unanswered mail is waited for, and how often it is then sent again at most. */
export const EVIDENCE_WAIT_MINUTES = 5;
export const MAX_AMBIGUOUS_RESENDS = 3;

const HOUR_MILLISECONDS = 3_600_000;

/**
 * What follows from one attempt (reliability.md 3.2). Each recipient keeps its own state: what one server accepted is never sent again because
 * another was deferred. 4xx is tried again until the class gives up, 5xx has failed at once. What may have been taken by an earlier attempt is then
 * left to people. A mail whose answer is unknown is sent again
 * after the wait if a person wrote it or must act on it, and otherwise rests as `uncertain` until somebody decides.
 */
export function afterAttempt<Recipient extends RecipientProgress>(
  facts: AttemptFacts<Recipient>,
  result: Exclude<SendResult, { kind: "lost" }>,
): AfterAttempt<Recipient> {
  if (result.kind === "unknown") return uncertain(facts, result.why);
  const answers = result.kind === "answered" ? result.recipients : [];
  const heard = facts.recipients.map((recipient) => withAnswer(recipient, answers));
  const isTooOld = facts.now - facts.createdAt >= CLASS_RULES[facts.class].giveUpHours * HOUR_MILLISECONDS;
  if (isTooOld && facts.boundRoute && heard.some(isOpen)) return leftToPeople(facts, heard, result);
  const recipients = isTooOld ? heard.map((recipient) => givenUp(recipient)) : heard;
  const open = recipients.filter(isOpen);
  const lastError = result.kind === "not-sent" ? result.why : (worstReply(recipients) ?? null);
  return {
    state: open.length > 0 ? "deferred" : recipients.some(({ state }) => state === "sent") ? "sent" : "failed",
    recipients,
    nextAt: open.length > 0 ? nextAttempt(facts, open, result.kind) : null,
    lastError,
    newlySent: changed(facts.recipients, recipients, "sent"),
    newlyFailed: changed(facts.recipients, recipients, "failed"),
  };
}

/** Still to be sent to. */
export function isOpen(recipient: RecipientProgress): boolean {
  return recipient.state === "queued" || recipient.state === "deferred";
}

function uncertain<Recipient extends RecipientProgress>(
  facts: AttemptFacts<Recipient>,
  why: string,
): AfterAttempt<Recipient> {
  const resends = CLASS_RULES[facts.class].whenUncertain === "resend" && facts.ambiguousResends < MAX_AMBIGUOUS_RESENDS;
  return {
    state: "uncertain",
    recipients: facts.recipients,
    nextAt: resends ? instant(facts.now + EVIDENCE_WAIT_MINUTES * 60_000) : null,
    lastError: why,
    newlySent: [],
    newlyFailed: [],
  };
}

// It may have arrived by an earlier attempt, so it cannot be called failed.
function leftToPeople<Recipient extends RecipientProgress>(
  facts: AttemptFacts<Recipient>,
  heard: readonly Recipient[],
  result: SendResult,
): AfterAttempt<Recipient> {
  return {
    state: "uncertain",
    recipients: heard,
    nextAt: null,
    lastError: result.kind === "not-sent" ? result.why : (worstReply(heard) ?? null),
    newlySent: changed(facts.recipients, heard, "sent"),
    newlyFailed: changed(facts.recipients, heard, "failed"),
  };
}

function withAnswer<Recipient extends RecipientProgress>(
  recipient: Recipient,
  answers: readonly RecipientAnswer[],
): Recipient {
  const answer = isOpen(recipient) ? answers.find(({ address }) => address === recipient.address) : undefined;
  if (answer === undefined) return recipient;
  const state = ({ accepted: "sent", deferred: "deferred", refused: "failed" } as const)[answer.outcome];
  return { ...recipient, state, reply: answer.reply };
}

function givenUp<Recipient extends RecipientProgress>(recipient: Recipient): Recipient {
  return isOpen(recipient)
    ? { ...recipient, state: "failed", reply: recipient.reply ?? "not accepted in time" }
    : recipient;
}

function nextAttempt(facts: AttemptFacts, open: readonly RecipientProgress[], kind: "answered" | "not-sent"): Instant {
  // They wait for the other mail and for nothing else: once that is settled, their turn has come.
  if (kind === "answered" && open.every(({ address }) => facts.behind?.includes(address))) return facts.now;
  const why = kind === "answered" ? "deferred" : "unreachable";
  return instant(facts.now + Math.round(retryDelaySeconds(why, facts.attempts, facts.fraction) * 1000));
}

function worstReply(recipients: readonly RecipientProgress[]): string | undefined {
  const failed =
    recipients.find(({ state }) => state === "failed") ?? recipients.find(({ state }) => state === "deferred");
  return failed?.reply ?? undefined;
}

function changed(
  before: readonly RecipientProgress[],
  after: readonly RecipientProgress[],
  state: RecipientProgress["state"],
): readonly string[] {
  const already = new Set(before.filter((recipient) => recipient.state === state).map(({ address }) => address));
  return after
    .filter((recipient) => recipient.state === state && !already.has(recipient.address))
    .map(({ address }) => address);
}
