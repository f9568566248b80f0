import type { MailParser, ParseOptions } from "../ports/mail-parser.ts";
import type { MailToFile } from "./mail-to-file.ts";

/** How mails of one mailbox are read once more, see `MailToFile`: no name server is asked, since nothing is to be proved by it. */
export function createReadAgain(parser: MailParser, options: ParseOptions): MailToFile["readAgain"] {
  return async (bytes) => {
    const parsed = await parser.parse(bytes, { ...options, dns: "none" });
    return parsed.ok ? { mail: parsed.mail, readAttachments: () => parser.readAttachments(bytes) } : null;
  };
}
