import type { ListedMail } from "./ports/mailbox-reader.ts";

/** How much is fetched and accepted at once: one commit each. */
export interface BatchLimits {
  mails: number;
  bytes: number;
}

/** Mails in batches within the limits, in order. A mail that alone exceeds the bytes is a batch of its own. */
export function batchMails(listed: readonly ListedMail[], limits: BatchLimits): ListedMail[][] {
  const batches: ListedMail[][] = [];
  let bytes = 0;
  for (const mail of listed) {
    const open = batches.at(-1);
    if (open && open.length < limits.mails && bytes + mail.size <= limits.bytes) {
      open.push(mail);
      bytes += mail.size;
    } else {
      batches.push([mail]);
      bytes = mail.size;
    }
  }
  return batches;
}
