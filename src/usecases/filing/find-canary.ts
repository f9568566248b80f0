import { INSTANCE_HEADER, readInstanceHeader } from "../../domain/outbound/own-message-id.ts";
import type { CanaryMail } from "../ports/canary-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import type { FilingContext } from "./filing-context.ts";
import type { MailToFile } from "./mail-to-file.ts";

/**
 * The canary that a mail belongs to, where it is the first of its kind to come back and came to the mailbox it was sent for. Only the desk can write
 * the header that says so; a copy with that header, whatever else it says, is a mail like any other.
 */
export async function findCanary(
  stores: Pick<Stores, "canaries">,
  { signer }: Pick<FilingContext, "signer">,
  { mail, mailboxId }: Pick<MailToFile, "mail" | "mailboxId">,
): Promise<{ readonly id: number; readonly mail: CanaryMail } | null> {
  const header = mail.deskHeaders[INSTANCE_HEADER.toLowerCase()];
  const outboxId = header === undefined ? null : readInstanceHeader(header, signer);
  return outboxId === null ? null : await stores.canaries.lockExpected(outboxId, mailboxId);
}
