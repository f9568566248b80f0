import type { AfterAccepting } from "../domain/desk/mailbox-settings.ts";
import type { BatchLimits } from "./batch-mails.ts";
import { createBreakingMails } from "./breaking-mails.ts";
import { type HoldLeaseDeps, holdLease } from "./hold-lease.ts";
import { AdapterError } from "./ports/adapter-error.ts";
import type { CanaryStore } from "./ports/canary-store.ts";
import type { MailboxReader } from "./ports/mailbox-reader.ts";
import type { MailboxStore } from "./ports/mailbox-store.ts";
import type { Randomness } from "./ports/randomness.ts";
import type { SightingStore } from "./ports/sighting-store.ts";
import { readSession, type SessionMemory } from "./read-session.ts";
import { reconnectDelay } from "./reconnect-delay.ts";
import type { SyncDeps } from "./sync-folder.ts";

export interface ReadMailboxDeps extends SyncDeps, HoldLeaseDeps {
  reader: MailboxReader;
  mailboxes: MailboxStore;
  sightings: Pick<SightingStore, "listSighted">;
  canaries: Pick<CanaryStore, "listInFolder" | "listHeld" | "forget">;
  randomness: Randomness;
}

export interface ReadMailboxSettings {
  mailbox: string;
  folder: string;
  after: AfterAccepting;
  /** Names this reader; two that run at once must differ. */
  owner: string;
  /** The folder is looked at so often even when the server tells of nothing. */
  pollSeconds: number;
  /** Short, since a reader that was killed holds up the next one for so long; safe, since the epoch fences. */
  leaseSeconds: number;
  batch: BatchLimits;
}

/** What a mailbox is read with when nothing else is asked for. */
export const READING_DEFAULTS = {
  pollSeconds: 60,
  leaseSeconds: 8,
  batch: { mails: 50, bytes: 8_000_000 },
} as const;

/** After these only a person can help. */
const REFUSALS: ReadonlySet<string> = new Set(["login-refused", "token-refused", "token-revoked"]);
/** So many failures in a row are no hiccup any more. */
const FAILURES_TO_ALARM = 3;

/**
 * Reads one mailbox until `stop` is raised, and then ends after the batch in hand. Never fails: a server, a login or a
 * database that is not there is recorded where readiness finds it, and tried again. Reads only while it holds the
 * mailbox's lease, which it keeps while it waits between tries, so that two readers do not double the logins.
 */
export async function readMailbox(
  deps: ReadMailboxDeps,
  settings: ReadMailboxSettings,
  stop: AbortSignal,
): Promise<void> {
  const memory: SessionMemory = { breaking: createBreakingMails(), healAtMs: 0, left: 0, tidyBreaks: 0 };
  while (!stop.aborted) {
    try {
      const mailboxId = await deps.mailboxes.ensure(settings.mailbox, settings.folder);
      const request = {
        mailboxId,
        mailbox: settings.mailbox,
        owner: settings.owner,
        seconds: settings.leaseSeconds,
      };
      await holdLease(deps, request, stop, (epoch, signal) =>
        readHeld(deps, settings, { mailboxId, epoch }, memory, signal),
      );
    } catch (error) {
      deps.log.error({ mailbox: settings.mailbox, code: codeOf(error) }, "mailbox waits for the database");
    }
    await deps.waiting.sleep((settings.leaseSeconds * 1000) / 3, stop);
  }
}

/** Sessions one after the other, each on a new connection, with longer and longer waits while they fail. */
async function readHeld(
  deps: ReadMailboxDeps,
  settings: ReadMailboxSettings,
  lease: { mailboxId: number; epoch: number },
  memory: SessionMemory,
  signal: AbortSignal,
): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      const onSynced = () => {
        failures = 0;
        memory.breaking.synced();
      };
      const end = await readSession(deps, settings, lease, memory, onSynced, signal);
      if (end === "fenced") return;
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      const uid = memory.breaking.broke();
      if (uid !== null)
        deps.log.error({ mailbox: settings.mailbox, uid }, "mail that breaks connections is passed over");
      await reportFailure(deps, settings, lease.mailboxId, error, failures);
      const refused = error instanceof AdapterError && REFUSALS.has(error.code);
      await deps.waiting.sleep(reconnectDelay({ refused, failures }, deps.randomness.fraction()), signal);
    }
  }
}

async function reportFailure(
  deps: ReadMailboxDeps,
  settings: ReadMailboxSettings,
  mailboxId: number,
  error: unknown,
  failures: number,
): Promise<void> {
  const fields = { mailbox: settings.mailbox, code: codeOf(error), failures };
  if (failures < FAILURES_TO_ALARM && isRetryable(error)) deps.log.warn(fields, "mailbox could not be read");
  else deps.log.error(fields, "mailbox cannot be read");
  const message = error instanceof AdapterError ? error.message : UNEXPECTED;
  try {
    await deps.mailboxes.recordFailure(mailboxId, { code: codeOf(error), message });
  } catch (failure) {
    deps.log.error({ mailbox: settings.mailbox, code: codeOf(failure) }, "failure of the mailbox was not recorded");
  }
}

const UNEXPECTED = "Mails could not be stored: see the log for the database's answer. They wait in the mailbox.";

function isRetryable(error: unknown): boolean {
  return !(error instanceof AdapterError) || error.retryable;
}

function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "unknown";
}
