import { JOURNAL_NAME } from "../domain/desk/mailbox-settings.ts";
import type { Instant } from "../domain/time/instant.ts";
import type { Measures } from "./ports/measure-store.ts";
import type { ReadinessResult } from "./ports/readiness.ts";
import { JOURNAL_LOOK_SECONDS } from "./watch-journal.ts";

/** What the desk is configured to do, and so must be able to do. */
export interface Expectations {
  /** The mailboxes that are read; `smtp`: answers leave through it. */
  mailboxes: readonly { name: string; imap: boolean; smtp: boolean }[];
  /** Whether copies of what the desk sends go to a journal, which is looked at. */
  journal?: boolean;
  /** Whether a process takes mail by LMTP, so that no mailbox needs to be read. */
  lmtp: boolean;
  /** How often a mailbox is read at least. */
  pollSeconds: number;
  /** How often a canary job goes through the queue. */
  canarySeconds: number;
}

const SECOND_MS = 1000;
/** How often a process that listens for LMTP says that it does. */
export const LMTP_BEAT_SECONDS = 20;
/** One missed interval may be a slow server; three are an outage. */
const INTERVALS = 3;
const SENDING_STALLED_MS = 10 * 60 * SECOND_MS;

/** What can be said of the desk's health from one look at its tables. Pure: the same measures give the same answer. */
export function judgeReadiness(measures: Measures, expected: Expectations): ReadinessResult[] {
  return [
    fine("database", "The database answers."),
    ...judgeMailboxes(measures, expected),
    ...judgeLmtp(measures, expected),
    judgeQueue(measures, expected),
    judgeSending(measures, expected),
    ...judgeJournal(measures, expected),
  ];
}

function judgeMailboxes(measures: Measures, expected: Expectations): ReadinessResult[] {
  const read = expected.mailboxes.filter((mailbox) => mailbox.imap);
  if (read.length === 0 && !expected.lmtp) {
    return [
      fault(
        "mailboxes",
        "No mailbox is configured, so no mail is read.",
        "Set IMAP_URL or LMTP_LISTEN, or list the mailboxes in the desk file, and start again.",
      ),
    ];
  }
  return read.map(({ name }) => judgeMailbox(name, measures, expected));
}

function judgeMailbox(name: string, measures: Measures, expected: Expectations): ReadinessResult {
  const check = `mailbox ${name}`;
  const mailbox = measures.mailboxes.find((candidate) => candidate.name === name);
  const success = mailbox?.lastSuccessAt ?? null;
  const failure = failureSince(success, mailbox);
  if (failure?.code === "login-refused") {
    return fault(
      check,
      `The login of mailbox ${name} was refused.`,
      "Correct user and password in IMAP_URL or the desk file; svartid check tries them at once.",
    );
  }
  if (failure?.code === "token-refused") {
    return fault(check, `Mailbox ${name} gets no access token.`, failure.message);
  }
  const limit = INTERVALS * expected.pollSeconds * SECOND_MS;
  if (success !== null && measures.now - success <= limit) {
    const withheld = failure?.code === "mails-withheld" ? ` ${failure.message}` : "";
    return fine(check, `Mailbox ${name} was read lately.${withheld}`);
  }
  return silent(
    success,
    check,
    success === null
      ? `Mailbox ${name} has not been read yet.`
      : `Mailbox ${name} was not read for ${INTERVALS} intervals of ${expected.pollSeconds} s.`,
    failure?.message ??
      "Run svartid check: it says whether the server can be reached. If it can, see that a process with the role intake runs.",
  );
}

// Never red: mail leaves without it, and only what becomes of a mail whose answer was not heard is left to its class.
function judgeJournal(measures: Measures, { journal = false }: Expectations): ReadinessResult[] {
  if (!journal) return [];
  const mailbox = measures.mailboxes.find((candidate) => candidate.name === JOURNAL_NAME);
  const success = mailbox?.lastSuccessAt ?? null;
  const failure = failureSince(success, mailbox);
  const limit = INTERVALS * JOURNAL_LOOK_SECONDS * SECOND_MS;
  if (failure === null && success !== null && measures.now - success <= limit) {
    return [fine("journal", "The journal was read lately.")];
  }
  const detail =
    failure === null
      ? "The journal has not been read for a while."
      : "The journal cannot be read: whether a mail was taken whose answer was not heard, nobody knows meanwhile.";
  const mend =
    failure?.message ?? "See that a process with the role worker runs; svartid check looks at the journal at once.";
  return [{ name: "journal", ok: true, detail, mend }];
}

// Only what went wrong since the last reading matters.
function failureSince(
  success: Instant | null,
  mailbox: Measures["mailboxes"][number] | undefined,
): { readonly code: string | null; readonly message: string } | null {
  if (!mailbox || mailbox.lastError === null || !isLater(mailbox.lastErrorAt, success)) return null;
  return { code: mailbox.lastErrorCode, message: mailbox.lastError };
}

function judgeLmtp(measures: Measures, expected: Expectations): ReadinessResult[] {
  if (!expected.lmtp) return [];
  const beat = measures.heartbeats.find((heartbeat) => heartbeat.name === "lmtp");
  const limit = INTERVALS * LMTP_BEAT_SECONDS * SECOND_MS;
  if (beat !== undefined && measures.now - beat.at <= limit) return [fine("lmtp", "Mail is taken by LMTP.")];
  return [
    silent(
      beat?.at ?? null,
      "lmtp",
      "No process takes mail by LMTP.",
      "See that a process with the role intake runs; mail waits at the mail server meanwhile.",
    ),
  ];
}

function judgeQueue(measures: Measures, expected: Expectations): ReadinessResult {
  const canary = measures.heartbeats.find((heartbeat) => heartbeat.name === "canary");
  const limit = INTERVALS * expected.canarySeconds * SECOND_MS;
  if (canary !== undefined && measures.now - canary.at <= limit) return fine("queue", "The queue works its jobs.");
  return silent(
    canary?.at ?? null,
    "queue",
    canary === undefined
      ? "No job has gone through the queue yet."
      : `No job went through the queue for ${INTERVALS} intervals of ${expected.canarySeconds} s; the sweep fires the clocks meanwhile.`,
    "See that a process with the role worker runs and that REDIS_URL, if it is set, can be reached.",
  );
}

function judgeSending(measures: Measures, expected: Expectations): ReadinessResult {
  if (!expected.mailboxes.some((mailbox) => mailbox.smtp)) {
    return fault(
      "sending",
      "No way out is configured, so no mail can be sent.",
      "Set SMTP_URL, or give a mailbox its smtp in the desk file, and start again.",
    );
  }
  const { oldestDeferredAt, lastSentAt, now } = measures;
  const stalled = oldestDeferredAt !== null && now - oldestDeferredAt > SENDING_STALLED_MS;
  if (!stalled || isLater(lastSentAt, oldestDeferredAt)) return fine("sending", "Mail leaves.");
  return fault(
    "sending",
    "Mail has been refused for now for over 10 minutes, and none has left since.",
    "Run svartid check for the SMTP server, and svartid outbox list --state deferred for what it answered.",
  );
}

function isLater(at: Instant | null, than: Instant | null): boolean {
  return at !== null && (than === null || at > than);
}

function fine(name: string, detail: string): ReadinessResult {
  return { name, ok: true, detail, mend: null };
}

function fault(name: string, detail: string, mend: string): ReadinessResult {
  return { name, ok: false, detail, mend };
}

/** A fault that is the absence of success. */
function silent(lastSuccessAt: Instant | null, name: string, detail: string, mend: string): ReadinessResult {
  return { ...fault(name, detail, mend), ...(lastSuccessAt === null ? {} : { lastSuccessAt }) };
}
