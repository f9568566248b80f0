import { isOpen } from "../domain/outbound/after-attempt.ts";
import type { AttemptFollowers } from "./follow-attempt.ts";
import type { Log } from "./ports/log.ts";
import type { OutboxMail, OutboxRecipient } from "./ports/outbox-store.ts";
import type { UnitOfWork } from "./ports/unit-of-work.ts";

export interface RepairFailuresServices extends Pick<AttemptFollowers, "onFailed"> {
  readonly unitOfWork: UnitOfWork;
  readonly log: Log;
}

/**
 * Tells of failed deliveries that could not be told when they were recorded. One that fails again stays owed and holds up no other. Gives
 * how many were told. May run any number of times, side by side.
 */
export async function repairFailures(services: RepairFailuresServices, limit: number): Promise<number> {
  return services.unitOfWork.transaction(async (stores) => {
    let told = 0;
    for (const { mail, addresses } of await stores.outbox.takeOwedFailures(limit)) {
      const failed = mail.recipients.filter((one) => addresses.includes(one.address) && isUntold(one, mail));
      try {
        if (failed.length > 0) await stores.savepoint(() => services.onFailed(stores, mail, failed));
        told += 1;
      } catch (error) {
        services.log.error({ outboxId: mail.id, err: error }, "a failed delivery could not be told again");
        await stores.outbox.oweFailures(mail.id, addresses);
      }
    }
    return told;
  });
}

// Of a mail that was found or sent again meanwhile, those who have it by now are no failure any more.
function isUntold(recipient: OutboxRecipient, mail: OutboxMail): boolean {
  return recipient.state === "failed" || (mail.state === "uncertain" && isOpen(recipient));
}
