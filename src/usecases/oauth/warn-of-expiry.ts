import type { Desk } from "../../domain/desk/desk.ts";
import { secretExpiry } from "../../domain/desk/secret-expiry.ts";
import { noteRefused } from "../filing/note-refused.ts";
import { mailOperations, operationsOf } from "../mail-operations.ts";
import type { Log } from "../ports/log.ts";
import type { Stores, UnitOfWork } from "../ports/unit-of-work.ts";
import type { QueueMailServices } from "../queue-mail.ts";

export interface WarnOfExpiryDeps {
  readonly unitOfWork: UnitOfWork;
  readonly desk: Desk;
  readonly mailboxIds: ReadonlyMap<string, number>;
  readonly mail: QueueMailServices;
  readonly log: Log;
}

/**
 * Tells operations by mail that the secret of a mailbox runs out: 30, 7 and 1 days before, and when it has. Each warning is sent once,
 * whichever process comes first; a new day in the desk file begins anew.
 */
export async function warnOfExpiry(deps: WarnOfExpiryDeps): Promise<void> {
  for (const { name, oauth2 } of deps.desk.mailboxes) {
    const mailboxId = deps.mailboxIds.get(name);
    if (oauth2 === null || mailboxId === undefined) continue;
    await deps.unitOfWork.transaction(async (stores) => {
      const told = await stores.expiries.readToldExpiry(mailboxId);
      const expiry = secretExpiry(oauth2.secretExpires, told, await stores.now());
      if (expiry === null) return;
      const { lastDay, daysLeft, stageDays } = expiry;
      if (!(await stores.expiries.claimWarning(mailboxId, `${lastDay} ${stageDays}`))) return;
      deps.log.warn({ mailbox: name, lastDay, daysLeft }, "the secret of a mailbox runs out");
      await tellOperations(stores, deps, { mailbox: name, lastDay, daysLeft, hasRunOut: stageDays === 0 });
    });
  }
}

async function tellOperations(
  stores: Stores,
  { desk, mail, log }: WarnOfExpiryDeps,
  data: { mailbox: string; lastDay: string; daysLeft: number; hasRunOut: boolean },
): Promise<void> {
  const at = await stores.now();
  const ops = operationsOf(desk, at);
  if (ops.length === 0) return;
  const result = await mailOperations(stores, { desk, mail }, ops, { template: "secret-expiry", data });
  await noteRefused(stores, { log }, result, { ticketId: null, agent: "ops", at });
}
