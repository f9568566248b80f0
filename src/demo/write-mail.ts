import { NAMES } from "./people.ts";

export interface WrittenMail {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly messageId: string;
  readonly inReplyTo?: string | null;
  readonly headers?: readonly string[];
}

/** A mail as a plain mail program writes it: 8-bit UTF-8 text, an encoded subject, CRLF. */
export function writeMail(mail: WrittenMail, date: Date): Uint8Array {
  const name = NAMES[mail.from];
  const lines = [
    `From: ${name ? `${name} <${mail.from}>` : mail.from}`,
    `To: ${mail.to}`,
    `Subject: =?utf-8?B?${Buffer.from(mail.subject).toString("base64")}?=`,
    `Date: ${date.toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: ${mail.messageId}`,
    ...(mail.inReplyTo ? [`In-Reply-To: ${mail.inReplyTo}`, `References: ${mail.inReplyTo}`] : []),
    ...(mail.headers ?? []),
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: 8bit",
    "",
    ...mail.text.split("\n"),
    "",
  ];
  return Buffer.from(lines.join("\r\n"));
}
