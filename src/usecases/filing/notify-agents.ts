import { shownText } from "../../domain/email/shown-text.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import type { FilingContext } from "./filing-context.ts";
import { findNoticed } from "./find-noticed.ts";
import type { MailToFile } from "./mail-to-file.ts";
import { filesOfMail } from "./notice-files.ts";
import { type Notice, sendNotices } from "./send-notices.ts";

/** Tells those who answer, and those who watch, of a mail that opened a ticket or came to it. */
export async function notifyAgents(
  stores: Stores,
  context: FilingContext,
  toFile: MailToFile,
  ticket: Ticket,
  what: { readonly kind: "opened" | "message" } & Partial<
    Pick<Notice, "answering" | "levelBy" | "dispute" | "joinedBy"> & {
      /** Who watches the ticket, where the caller knows. */
      readonly watchers: readonly string[];
    }
  >,
): Promise<void> {
  const { mail, now } = toFile;
  const { kind, answering = null, levelBy = null, dispute = null, joinedBy = null } = what;
  const recipients = await findNoticed(stores, context.desk, { ...ticket, watchers: what.watchers }, now);
  if (recipients.length === 0) return;
  await sendNotices(stores, context, ticket, recipients, {
    kind,
    answering,
    levelBy,
    dispute,
    joinedBy,
    assignedBy: null,
    from: mail.from ?? { name: "", address: "" },
    authentic: mail.authentic,
    text: kind === "opened" ? shownText(mail) : mail.replyText || shownText(mail),
    files: await filesOfMail(context, toFile),
    inReplyTo: mail.messageId,
    history: kind === "opened" ? "none" : { exceptInboundEmailId: toFile.inboundEmailId },
    now,
  });
}
