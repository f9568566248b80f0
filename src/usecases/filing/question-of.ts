import type { MailToFile } from "./mail-to-file.ts";

/** What the customer is asked by an agent's mail: what stands on the command's line, and the text under all commands. */
export function questionOf({ mail }: MailToFile, onLine: string): string {
  const body = mail.replyText.split(/\r?\n/).filter((line) => !line.trim().startsWith("#"));
  return [onLine, body.join("\n").trim()].filter((part) => part !== "").join("\n\n");
}
