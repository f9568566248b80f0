import type { AttemptFollowers } from "./follow-attempt.ts";
import type { Log } from "./ports/log.ts";
import type { UnitOfWork } from "./ports/unit-of-work.ts";

export interface RepairAnswersServices extends Pick<AttemptFollowers, "onReplySent"> {
  readonly unitOfWork: UnitOfWork;
  readonly log: Log;
}

/** What is older is named by the audit, and left to people: so the look stays short however many mails were ever sent. */
const REPAIR_DAYS = 14;

/**
 * Makes good what should have followed from a reply when the requester's server took it, and failed then: the promise is met at the instant of
 * the acceptance, not of the repair. One that fails again holds up no other. Gives how many were made good. May run any number of times,
 * side by side.
 */
export async function repairAnswers(services: RepairAnswersServices, limit: number): Promise<number> {
  return services.unitOfWork.transaction(async (stores) => {
    let repaired = 0;
    for (const { mail, reachedAt } of await stores.outbox.lockOwedAnswers(REPAIR_DAYS, limit)) {
      try {
        await stores.savepoint(() => services.onReplySent(stores, mail, reachedAt));
        repaired += 1;
        services.log.info({ outboxId: mail.id }, "what should have followed from a sent reply was made good");
      } catch (error) {
        services.log.error({ outboxId: mail.id, err: error }, "what follows from a sent reply failed again");
      }
    }
    return repaired;
  });
}
