import { shownText } from "../../domain/email/shown-text.ts";
import type { Author, Direction, NewMessage } from "../ports/ticket-store.ts";
import type { MailToFile } from "./mail-to-file.ts";

/** The message that a mail becomes on its ticket: all of its text is kept, and the new part of it apart. */
export function newInboundMessage(
  toFile: Pick<MailToFile, "mail" | "inboundEmailId" | "receivedAt">,
  ticketId: number,
  as: { direction: Direction; author: Author },
): NewMessage {
  const { mail } = toFile;
  return {
    ticketId,
    direction: as.direction,
    author: as.author,
    kind: mail.kind,
    from: mail.from,
    to: mail.to,
    cc: mail.cc,
    subject: mail.subject,
    text: shownText(mail),
    replyText: mail.text === "" ? shownText(mail) : mail.replyText,
    html: mail.html,
    messageId: mail.messageId,
    inboundEmailId: toFile.inboundEmailId,
    authentic: mail.authentic,
    sentAt: toFile.receivedAt,
    attachments: mail.attachments,
  };
}
