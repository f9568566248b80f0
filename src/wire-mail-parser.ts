import { createMailParser, type MailParserOptions } from "./adapters/mime/mail-parser-pool.ts";
import type { MailParser } from "./usecases/ports/mail-parser.ts";

/** The reader of mail as every command and role uses it. */
export function wireMailParser(options: MailParserOptions = {}): MailParser {
  return createMailParser(options);
}
