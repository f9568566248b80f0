import { interpretMail } from "../../src/adapters/mime/interpret-mail.ts";
import type { Resolve } from "../../src/adapters/mime/verify-signatures.ts";
import type { MailUnderstanding } from "../../src/domain/email/mail-understanding.ts";
import type { ParseOptions } from "../../src/usecases/ports/mail-parser.ts";

const QUIET: ParseOptions = { trustedAuthServers: [], dns: "none", ownAddresses: [] };

/** Reads a mail in this thread, without a pool. Lines of a text may end in LF. */
export async function readMail(
  mail: string | Uint8Array,
  options: Partial<ParseOptions> = {},
  resolve: Resolve | null = null,
): Promise<MailUnderstanding> {
  const bytes = typeof mail === "string" ? Buffer.from(mail.replaceAll(/\r?\n/g, "\r\n")) : mail;
  return await interpretMail(bytes, { ...QUIET, ...options }, resolve);
}
