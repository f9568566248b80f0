import { mailFiles } from "./adapters/files/read-mails.ts";
import type { MailSource } from "./usecases/ports/mail-source.ts";

/** Mails that lie in files, for the commands. */
export function wireMailFiles(): MailSource {
  return mailFiles;
}
