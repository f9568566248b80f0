import type { AfterAccepting } from "../domain/desk/mailbox-settings.ts";
import type { BreakingMails } from "./breaking-mails.ts";
import { removeCanaries } from "./canary/remove-canaries.ts";
import { healFolder } from "./heal-folder.ts";
import type { MailboxConnection } from "./ports/mailbox-reader.ts";
import type { ReadMailboxDeps, ReadMailboxSettings } from "./read-mailbox.ts";
import { beginReading, type Reading, syncFolder } from "./sync-folder.ts";
import { tidyFolder } from "./tidy-folder.ts";
import { watchProgress } from "./watch-progress.ts";

/** What one session leaves to the next. */
export interface SessionMemory {
  breaking: BreakingMails;
  /** By the clock of `Waiting`: when the folder is to be looked through for mails that were passed over. */
  healAtMs: number;
  /** Mails that are in the folder and could not be accepted, when it was last looked through. */
  left: number;
  /** Tidying up broke so many sessions in a row. */
  tidyBreaks: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** A session without a finished look at the folder, or a batch, in so many polls is cut. */
const POLLS_TO_CUT = 3;
const TIDY_BREAKS = 3;
const NEWS_AT_ONCE = 3;
const FIRST_PAUSE_MS = 250;

/**
 * One connection from greeting to end: looks at the folder, accepts what is new, waits for news, and so on until the signal
 * is raised (`stopped`) or another reader has taken the mailbox (`fenced`). Throws when the server or the database fails.
 * `onSynced` is called after each look that succeeded.
 */
export async function readSession(
  deps: ReadMailboxDeps,
  settings: ReadMailboxSettings,
  lease: { mailboxId: number; epoch: number },
  memory: SessionMemory,
  onSynced: () => void,
  signal: AbortSignal,
): Promise<"stopped" | "fenced"> {
  const pollMs = settings.pollSeconds * 1000;
  const { mailbox, folder, batch } = settings;
  const reading: Reading = { ...lease, mailbox, folder, batch, breaking: memory.breaking };
  const connection = await deps.reader.connect(signal);
  const watch = watchProgress(deps.waiting, pollMs * POLLS_TO_CUT, () => {
    deps.log.error({ mailbox }, "mail connection stands still and is cut");
    connection.destroy();
  });
  try {
    let lastUid = await beginReading(deps, reading, connection);
    const news = newsOf(deps, connection, pollMs);
    while (!signal.aborted) {
      const result = await syncFolder(deps, reading, connection, lastUid, watch.progress, signal);
      if (result.kind !== "synced") return result.kind;
      lastUid = result.lastUid;
      await recordSync(deps, reading, Math.max(result.unreadable, memory.left));
      onSynced();
      watch.progress();
      if (deps.waiting.elapsedMs() >= memory.healAtMs) {
        memory.healAtMs = deps.waiting.elapsedMs() + DAY_MS;
        memory.tidyBreaks = 0;
        memory.left = await healFolder(deps, reading, connection, lastUid);
        if (memory.left > 0) await recordSync(deps, reading, memory.left);
      }
      await tidyUnlessItBreaks(deps, reading, connection, lastUid, settings.after, memory);
      await news(result.accepted > 0, signal);
    }
    return "stopped";
  } finally {
    watch.stop();
    await connection.close();
  }
}

// News that are none, again and again, must not keep desk and server busy: only the first few are looked at at once.
function newsOf({ waiting }: ReadMailboxDeps, connection: MailboxConnection, pollMs: number) {
  let empty = 0;
  return async (foundSome: boolean, signal: AbortSignal): Promise<void> => {
    if (foundSome) empty = 0;
    const from = waiting.elapsedMs();
    await connection.waitForNews(pollMs, signal);
    empty = waiting.elapsedMs() - from >= pollMs ? 0 : empty + 1;
    if (empty <= NEWS_AT_ONCE) return;
    await waiting.sleep(Math.min(pollMs, FIRST_PAUSE_MS * 2 ** Math.min(empty - NEWS_AT_ONCE, 10)), signal);
  };
}

// A server whose connections break at it, every time, would otherwise be read by one connection after the other.
async function tidyUnlessItBreaks(
  deps: ReadMailboxDeps,
  reading: Reading,
  connection: MailboxConnection,
  lastUid: number,
  after: AfterAccepting,
  memory: SessionMemory,
): Promise<void> {
  if (memory.tidyBreaks >= TIDY_BREAKS) return;
  memory.tidyBreaks += 1;
  if (memory.tidyBreaks === TIDY_BREAKS) {
    deps.log.warn({ mailbox: reading.mailbox }, "tidying up breaks connections, and rests for a day if it does again");
  }
  await removeCanaries(deps, reading, connection);
  await tidyFolder(deps, reading, connection, lastUid, after);
  memory.tidyBreaks = 0;
}

async function recordSync(deps: ReadMailboxDeps, reading: Reading, unreadable: number): Promise<void> {
  await deps.mailboxes.recordSuccess(reading.mailboxId);
  if (unreadable === 0) return;
  await deps.mailboxes.recordFailure(reading.mailboxId, {
    code: "mails-withheld",
    message: `The mail server lists ${unreadable} mails that it does not hand out: repair the mailbox there, then run "svartid audit".`,
  });
}
