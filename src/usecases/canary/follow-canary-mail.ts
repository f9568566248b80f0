import type { FilingPlan } from "../../domain/filing/decide-filing.ts";
import type { FilingContext } from "../filing/filing-context.ts";
import type { MailToFile } from "../filing/mail-to-file.ts";
import { openTicket } from "../filing/open-ticket.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { queueCanary } from "./queue-canary.ts";

type CanaryPlan = Extract<FilingPlan, { action: "follow-canary" }>;

/** Thrown to leave a savepoint with nothing of it true. */
class TakenBack extends Error {}

const OPENING = {
  action: "open",
  relatedTicketId: null,
  requester: "sender",
  acknowledging: "allowed",
  release: null,
} as const satisfies FilingPlan;

/**
 * A canary has come back. Its first mail opens a ticket, with everything that opening one does, and that is taken back before anybody can see it: no
 * list, report, clock, alert or webhook has to know of canaries. What stays is the answer in the outbox and when it was.
 */
export async function followCanaryMail(
  stores: Stores,
  context: FilingContext,
  toFile: MailToFile,
  { canaryId, mail }: CanaryPlan,
): Promise<void> {
  const { inboundEmailId, mailboxId, now } = toFile;
  if (mail === "answer") {
    await stores.canaries.recordAnswer(canaryId, inboundEmailId);
    return;
  }
  await openAndTakeBack(stores, context, toFile);
  const newest = await stores.canaries.findNewest(mailboxId);
  const isOpen = newest?.id === canaryId && newest.isOpen;
  const answerOutboxId = isOpen
    ? await queueCanary(stores, context, { mail: "answer", mailboxId, begunAt: newest.begunAt }, toFile.mail)
    : null;
  await stores.canaries.recordTicket(canaryId, { inboundEmailId, ticketAt: now, answerOutboxId });
}

async function openAndTakeBack(stores: Stores, context: FilingContext, toFile: MailToFile): Promise<void> {
  try {
    await stores.savepoint(async () => {
      await openTicket(stores, context, toFile, OPENING);
      throw new TakenBack();
    });
  } catch (error) {
    if (!(error instanceof TakenBack)) throw error;
  }
}
