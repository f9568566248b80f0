import type { Log } from "./ports/log.ts";
import type { MailboxStore } from "./ports/mailbox-store.ts";
import type { Waiting } from "./ports/waiting.ts";

export interface HoldLeaseDeps {
  mailboxes: Pick<MailboxStore, "acquireLease" | "renewLease" | "releaseLease">;
  waiting: Waiting;
  log: Log;
}

export interface LeaseRequest {
  mailboxId: number;
  mailbox: string;
  owner: string;
  seconds: number;
}

/**
 * Runs the work while this owner holds the mailbox, renewing the lease three times in its length. The work's signal is
 * raised when the lease is lost or `stop` is. False when another owner holds it, and nothing was run. The lease only keeps
 * two readers from doing the same work: that a reader which lost it cannot write is the epoch's doing (`accept`).
 */
export async function holdLease(
  deps: HoldLeaseDeps,
  request: LeaseRequest,
  stop: AbortSignal,
  work: (epoch: number, signal: AbortSignal) => Promise<void>,
): Promise<boolean> {
  const lease = await deps.mailboxes.acquireLease(request.mailboxId, request.owner, request.seconds);
  if (!lease) return false;
  const held = new AbortController();
  const raise = () => held.abort();
  stop.addEventListener("abort", raise, { once: true });
  if (stop.aborted) raise();
  const renewing = renewUntil(deps, request, lease.epoch, held);
  try {
    await work(lease.epoch, held.signal);
  } finally {
    stop.removeEventListener("abort", raise);
    held.abort();
    await renewing;
    await release(deps, request, lease.epoch);
  }
  return true;
}

async function renewUntil(
  deps: HoldLeaseDeps,
  request: LeaseRequest,
  epoch: number,
  held: AbortController,
): Promise<void> {
  const fields = { mailbox: request.mailbox, epoch };
  while (!held.signal.aborted) {
    await deps.waiting.sleep((request.seconds * 1000) / 3, held.signal);
    if (held.signal.aborted) return;
    try {
      if (await deps.mailboxes.renewLease(request.mailboxId, epoch, request.seconds)) continue;
      deps.log.warn(fields, "lease of the mailbox was lost to another reader");
      held.abort();
    } catch (error) {
      // Without the database nothing can be accepted either: the reading itself fails and is tried again.
      deps.log.warn({ ...fields, code: codeOf(error) }, "lease of the mailbox could not be renewed");
    }
  }
}

async function release(deps: HoldLeaseDeps, request: LeaseRequest, epoch: number): Promise<void> {
  try {
    await deps.mailboxes.releaseLease(request.mailboxId, epoch);
  } catch (error) {
    deps.log.warn({ mailbox: request.mailbox, code: codeOf(error) }, "lease of the mailbox was left to run out");
  }
}

function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "unknown";
}
