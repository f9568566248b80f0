import { afterAttempt, EVIDENCE_WAIT_MINUTES, isOpen } from "../domain/outbound/after-attempt.ts";
import type { RecipientAnswer } from "../domain/outbound/send-result.ts";
import { type Instant, instant } from "../domain/time/instant.ts";
import { type AttemptFollowers, followAttempt } from "./follow-attempt.ts";
import { followCarefully } from "./follow-carefully.ts";
import type { EvidenceSource } from "./ports/evidence-source.ts";
import type { Log } from "./ports/log.ts";
import type { OutboxMail } from "./ports/outbox-store.ts";
import type { Randomness } from "./ports/randomness.ts";
import type { Stores, UnitOfWork } from "./ports/unit-of-work.ts";

export interface SeekEvidenceServices extends AttemptFollowers {
  readonly unitOfWork: UnitOfWork;
  readonly source: EvidenceSource;
  readonly randomness: Randomness;
  readonly log: Log;
}

/** A copy that has not come within two hours does not come, and every look is a login. */
const SEARCH_HOURS = 2;
/** A copy that has not come by then is no reason any more to keep the mail from another way out. Before the wait for evidence ends, so that a look falls between. */
const CONCLUSIVE_MINUTES = EVIDENCE_WAIT_MINUTES - 1;
const BATCH = 100;

/**
 * Looks up the mails whose fate nobody knows (reliability.md 3.2): one whose copy is in the journal was taken by the server, for every recipient that it
 * had not refused by then and that was not left out. Once an attempt was taken for some and left others, a copy proves nothing of those. Gives how many were settled. What is not found stays as it is: its class decides when the wait is over. May run
 * any number of times, side by side.
 */
export async function seekEvidence(services: SeekEvidenceServices): Promise<number> {
  const uncertain = await services.unitOfWork.reading.outbox.listUncertain(SEARCH_HOURS, BATCH);
  if (uncertain.length === 0) return 0;
  const found = await services.source.find(uncertain.map(({ messageId }) => messageId));
  const careful = { ...services, ...followCarefully(services, services.log) };
  let settled = 0;
  for (const { id, messageId } of uncertain) {
    const cameAt = found.get(messageId);
    if (cameAt === undefined) continue;
    try {
      if (await services.unitOfWork.transaction((stores) => settle(careful, stores, id, cameAt))) settled++;
    } catch (error) {
      // One that cannot be settled holds up no other; the next look tries it again.
      services.log.error({ outboxId: id, err: error }, "a mail of unknown fate could not be settled");
    }
  }
  const missing = uncertain.filter(({ messageId }) => !found.has(messageId)).map(({ id }) => id);
  await services.unitOfWork.transaction((stores) => stores.outbox.releaseRoutes(missing, CONCLUSIVE_MINUTES));
  return settled;
}

async function settle(services: SeekEvidenceServices, stores: Stores, id: number, cameAt: Instant): Promise<boolean> {
  const mail = await stores.outbox.lockToResolve(id);
  if (mail === null || !isUnknown(mail) || mail.committing === null || mail.committing.isEvidenceVoid) return false;
  const now = await stores.now();
  const { at, refusals } = mail.committing;
  const answers = {
    kind: "answered" as const,
    recipients: [...refusals, ...accepted(mail, refusals, services.source)],
  };
  const after = afterAttempt({ ...mail, boundRoute: null, now, fraction: services.randomness.fraction() }, answers);
  // Clocks of other machines may be wrong: it was taken after the final dot left, and has been taken by now.
  const acceptedAt = instant(Math.min(Math.max(cameAt, at), now));
  const { state, recipients, nextAt, lastError } = after;
  await stores.outbox.resolve(id, { state, recipients, nextAt, lastError, sentAt: acceptedAt });
  await stores.outbox.recordEvidence(id, services.source.name);
  await followAttempt(services, stores, mail, after, acceptedAt);
  services.log.info({ outboxId: id, state, evidence: services.source.name }, "a mail of unknown fate was settled");
  return true;
}

// One that waits for the way that may have it counts as deferred.
function isUnknown({ state, boundRoute }: OutboxMail): boolean {
  return state === "uncertain" || (state === "deferred" && boundRoute !== null);
}

function accepted(mail: OutboxMail, refusals: readonly RecipientAnswer[], source: EvidenceSource): RecipientAnswer[] {
  const refused = new Set(refusals.map(({ address }) => address));
  return mail.recipients
    .filter((recipient) => isOpen(recipient) && !refused.has(recipient.address))
    .map(({ address }) => ({ address, outcome: "accepted", reply: `found in the ${source.name}` }));
}
