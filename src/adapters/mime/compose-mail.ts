import MimeNode from "nodemailer/lib/mime-node";
import type { DkimSettings } from "../../domain/desk/dkim-settings.ts";
import { isUsableMessageId } from "../../domain/outbound/thread-headers.ts";
import { AdapterError } from "../../usecases/ports/adapter-error.ts";
import type { Mailbox, MailComposer, OutgoingMail } from "../../usecases/ports/mail-composer.ts";
import { signMail } from "./dkim-sign.ts";
import { findUnsafeBytes } from "./unsafe-bytes.ts";

// Nothing a mail is made of may name a file or a URL to be read (threat T13).
const OPTIONS = { disableFileAccess: true, disableUrlAccess: true, textEncoding: "Q" } as const;
const PLAIN = "text/plain; charset=utf-8";
const HTML = "text/html; charset=utf-8";
const HEADER_NAME = /^[A-Za-z][A-Za-z0-9-]{0,60}$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: what a header value must not hold
const CONTROL = /[\0-\x1f\x7f]/;
const ENCLOSED = /^(?:message|multipart)\//i;
const CONTENT_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}$/i;

/** With `dkim` every mail is signed here, once: the signature is part of the bytes that each attempt sends. Composes with nodemailer's MimeNode and then trusts none of it: the finished bytes are checked before they are given away. */
export function createComposer(dkim: DkimSettings | null = null): MailComposer {
  return {
    async compose(mail) {
      const unsafe = unsafeHeader(mail);
      if (unsafe !== null) throw refuse(`the header ${unsafe} cannot be written safely`);
      const bytes = await buildTree(mail).build();
      const fault = findUnsafeBytes(bytes, headerNames(mail));
      if (fault !== null) throw refuse(fault);
      return dkim === null ? bytes : signMail(bytes, dkim, mail.date);
    },
  };
}

function buildTree(mail: OutgoingMail): MimeNode {
  const body = mail.attachments.length > 0 ? new MimeNode("multipart/mixed", OPTIONS) : null;
  const words = addWords(body, mail);
  const root = body ?? words;
  for (const attachment of mail.attachments) addAttachment(root, attachment);
  // Not addHeader: of several addresses it makes as many fields, and RFC 5322 section 3.6 allows one.
  for (const [name, value] of headersOf(mail)) root.setHeader(name, value);
  return root;
}

/** As the whole of the mail where there is no `body` around it. */
function addWords(body: MimeNode | null, { text, html }: OutgoingMail): MimeNode {
  const node = (contentType: string) => body?.createChild(contentType) ?? new MimeNode(contentType, OPTIONS);
  if (html === null) return fillText(node(PLAIN), text);
  const alternative = node("multipart/alternative");
  fillText(alternative.createChild(PLAIN), text);
  fillText(alternative.createChild(HTML), html);
  return alternative;
}

function headersOf(mail: OutgoingMail): [string, Parameters<MimeNode["setHeader"]>[1]][] {
  const optional: [string, Parameters<MimeNode["setHeader"]>[1]][] = [
    ...(mail.cc.length > 0 ? [["Cc", mail.cc.map(plain)] as [string, never]] : []),
    ...(mail.replyTo === null ? [] : [["Reply-To", [{ name: "", address: mail.replyTo }]] as [string, never]]),
    ...(mail.inReplyTo === null ? [] : [["In-Reply-To", mail.inReplyTo] as [string, never]]),
    ...(mail.references.length > 0 ? [["References", mail.references.join(" ")] as [string, never]] : []),
  ];
  return [
    ["From", [plain(mail.from)]] as [string, never],
    ["To", mail.to.map(plain)] as [string, never],
    ...optional,
    ["Subject", mail.subject],
    ["Date", new Date(mail.date).toUTCString().replace(/GMT$/, "+0000")],
    ["Message-ID", mail.messageId],
    ...mail.headers.map(([name, value]) => [name, value] as [string, string]),
  ];
}

// Only these two: an object with more could ask the builder for something else.
function plain({ name, address }: Mailbox): Mailbox {
  return { name, address };
}

function fillText(node: MimeNode, text: string): MimeNode {
  // Quoted-printable keeps lines short and every byte ASCII, whatever a server on the way can carry.
  node.setHeader("Content-Transfer-Encoding", "quoted-printable");
  return node.setContent(text.replace(/\r\n?|\n/g, "\r\n"));
}

function addAttachment(parent: MimeNode, attachment: OutgoingMail["attachments"][number]): void {
  // A mail inside a mail would have to travel as it is; as a plain file it keeps its bytes.
  const isPlain = CONTENT_TYPE.test(attachment.contentType) && !ENCLOSED.test(attachment.contentType);
  const node = parent.createChild(isPlain ? attachment.contentType : "application/octet-stream", {
    filename: attachment.filename,
  });
  node.setHeader("Content-Disposition", "attachment");
  node.setHeader("Content-Transfer-Encoding", "base64");
  node.setContent(Buffer.from(attachment.content));
}

function unsafeHeader(mail: OutgoingMail): string | null {
  if (CONTROL.test(mail.subject)) return "Subject";
  const ids = [mail.messageId, ...(mail.inReplyTo === null ? [] : [mail.inReplyTo]), ...mail.references];
  if (!ids.every(isUsableMessageId)) return "Message-ID";
  if ([mail.from, ...mail.to, ...mail.cc].some((mailbox) => CONTROL.test(mailbox.name))) return "To";
  return mail.headers.find(([name, value]) => !HEADER_NAME.test(name) || CONTROL.test(value))?.[0] ?? null;
}

function headerNames(mail: OutgoingMail): readonly string[] {
  // Of a mail that is one text it stands at the top.
  const encoding = mail.html === null && mail.attachments.length === 0 ? ["Content-Transfer-Encoding"] : [];
  return [...headersOf(mail).map(([name]) => name), "MIME-Version", "Content-Type", ...encoding];
}

function refuse(why: string): AdapterError {
  return new AdapterError("composer", "unsafe-mail", `A mail was not built: ${why}.`, { retryable: false });
}
