import type { Stores } from "../ports/unit-of-work.ts";
import type { MailToFile } from "./mail-to-file.ts";

/**
 * Notes when the recipients that a delivery report names were reached. The report is about mail `outboxId` of ours, proved by its Message-ID; names that
 * the mail was not sent to change nothing.
 */
export async function recordDelivered(stores: Stores, toFile: MailToFile, outboxId: number): Promise<void> {
  for (const address of toFile.mail.delivered?.addresses ?? []) {
    await stores.outbox.recordDelivered(outboxId, address, toFile.receivedAt);
  }
}
