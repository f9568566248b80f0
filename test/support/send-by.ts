import { createSmtpSender } from "../../src/adapters/smtp/smtp-sender.ts";
import { parseMailUrl } from "../../src/desk/parse-mail-url.ts";
import { sendOutbox } from "../../src/usecases/send-outbox.ts";
import { wireOutbox } from "../../src/wire-outbox.ts";
import type { OpenDesk } from "../../src/wiring.ts";
import { readInbox } from "./read-inbox.ts";

/** Sends what waits in the outbox of a desk by one server. */
export async function sendBy(desk: OpenDesk, smtpUrl: string): Promise<void> {
  const url = parseMailUrl(smtpUrl, "smtp");
  if (!url.ok) throw new Error(url.message);
  const outbox = wireOutbox(desk);
  const sender = createSmtpSender(url.server);
  const waysOut = [{ mailboxId: 0, mailbox: "support", routes: [{ name: "first", sender }] }];
  await sendOutbox({ ...outbox.services, waysOut }, 50);
  await sender.close();
  await outbox.close();
}

/** The delivery reports that lie in a mailbox, as they came. */
export async function reportsIn(imapUrl: string): Promise<string[]> {
  const mails = await readInbox(imapUrl);
  return mails.map((mail) => mail.toString("latin1")).filter((mail) => mail.includes("delivery-status"));
}
