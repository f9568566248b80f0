import type { MailUnderstanding } from "../../domain/email/mail-understanding.ts";
import type { StatedRequest } from "../../domain/filing/stated-request.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { AttachmentContent } from "../ports/mail-parser.ts";

/** One inbound email, read and about to be filed. */
export interface MailToFile {
  readonly inboundEmailId: number;
  readonly mailboxId: number;
  readonly mail: MailUnderstanding;
  /** For a request that was no mail: what is said of it beside its words. */
  readonly stated?: StatedRequest | null;
  /** When the desk got it, as the clock counts: see sla.md, the first row of the truth table. */
  readonly receivedAt: Instant;
  /** The database's time when its batch was read: the same for all mails of one transaction. */
  readonly now: Instant;
  /** The attached files with their bytes, read only when they must go out again. */
  readonly readAttachments: () => Promise<AttachmentContent[]>;
  /** Reads a mail that was filed earlier once more, for what it says: nothing about its sender is checked. Null when it cannot be read. */
  readonly readAgain: (bytes: Uint8Array) => Promise<Pick<MailToFile, "mail" | "readAttachments"> | null>;
}
