import { legMilliseconds } from "../../domain/canary/canary.ts";
import { type CanaryStep, followCanary } from "../../domain/canary/follow-canary.ts";
import type { CanarySettings, Desk } from "../../domain/desk/desk.ts";
import type { Log } from "../ports/log.ts";
import type { Stores, UnitOfWork } from "../ports/unit-of-work.ts";
import type { QueueMailServices } from "../queue-mail.ts";
import { queueCanary } from "./queue-canary.ts";

export interface SendCanariesDeps {
  readonly unitOfWork: UnitOfWork;
  readonly desk: Desk;
  readonly mail: QueueMailServices;
  readonly log: Log;
  /** The mailboxes that mail comes into; each gets canaries of its own. */
  readonly mailboxes: readonly { readonly id: number; readonly name: string; readonly isRead: boolean }[];
}

/**
 * Begins the canaries that are due, and ends those that have arrived or are missing; gives how many it began. For any number of processes: when the next one
 * is due is told from the last one, which outlives whatever happens to a process, so that none is sent twice and none is caught up on.
 */
export async function sendCanaries(deps: SendCanariesDeps): Promise<number> {
  const { canary } = deps.desk;
  if (canary === null) return 0;
  const read = deps.mailboxes.filter(({ isRead }) => isRead).map(({ id }) => id);
  let begun = 0;
  for (const mailbox of deps.mailboxes) {
    const step = await deps.unitOfWork.transaction((stores) => follow(deps, stores, canary, mailbox));
    if (step === "begin") begun += 1;
    if (step !== "wait") await deps.unitOfWork.transaction((stores) => stores.canaries.tidy(read));
  }
  return begun;
}

/** Ends what was under way when canaries were switched off, and takes it away: nobody waits for it any more. */
export async function abandonCanaries({ unitOfWork }: Pick<SendCanariesDeps, "unitOfWork">): Promise<void> {
  await unitOfWork.transaction(async (stores) => {
    await stores.canaries.abandon();
    await stores.canaries.tidy([]);
  });
}

async function follow(
  deps: SendCanariesDeps,
  stores: Stores,
  settings: CanarySettings,
  { id: mailboxId, name }: SendCanariesDeps["mailboxes"][number],
): Promise<CanaryStep> {
  if (!(await stores.canaries.lock(mailboxId))) return "wait";
  const now = await stores.now();
  const last = await stores.canaries.findNewest(mailboxId);
  const step = followCanary(last, settings, now);
  if (step === "wait") return step;
  if (step === "begin") {
    const outboxId = await queueCanary(stores, deps, { mail: "question", mailboxId, begunAt: now });
    await stores.canaries.begin({ mailboxId, comesBack: settings.answerTo === null, outboxId });
    return step;
  }
  if (last === null) throw new Error("a canary that is not there has ended");
  await stores.canaries.end(last.id, step === "arrived", legMilliseconds(last));
  if (step === "missing") deps.log.warn({ mailbox: name, canaryId: last.id }, "a canary is missing");
  return step;
}
