import { addressInLetters } from "../../domain/email/canonical-address.ts";
import type { MailAddress, MailUnderstanding } from "../../domain/email/mail-understanding.ts";
import type { HeaderOnly, MailParser, ParseOptions } from "../ports/mail-parser.ts";

/** What `svartid mail explain` prints for one file: all that is known, or as much of it as an unreadable mail allows. */
export type MailExplanation = { file: string } & (MailUnderstanding | UnreadableMail);

/** The fields of the interface, empty; `reasons` says why. Facts that only a read mail has are left out. */
export type UnreadableMail = Pick<MailUnderstanding, (typeof UNREADABLE_FIELDS)[number]> & { kind: "unreadable" };

const UNREADABLE_FIELDS = [
  "messageId",
  "inReplyTo",
  "references",
  "from",
  "to",
  "cc",
  "subject",
  "baseSubject",
  "date",
  "reasons",
  "bounce",
  "delivered",
  "forwarded",
  "text",
  "replyText",
  "signature",
  "language",
  "html",
  "attachments",
  "authenticity",
  "flags",
] as const;

/** Explains raw bytes. Never rejects: a mail nobody can read is explained as unreadable, with what its headers show. */
export async function explainMail(
  parser: MailParser,
  file: string,
  bytes: Uint8Array,
  options: ParseOptions,
): Promise<MailExplanation> {
  try {
    const parsed = await parser.parse(bytes, options);
    return parsed.ok
      ? { file, ...parsed.mail, ...headersInLetters(parsed.mail) }
      : unreadable(file, parsed.why, parsed.headerOnly);
  } catch (error) {
    return unreadable(file, `reading failed: ${(error as Error).message}`, NO_HEADERS);
  }
}

/** As people read them: `sender` and `recipients` keep the form that is compared. */
function headersInLetters({ from, to, cc }: MailUnderstanding): Pick<MailUnderstanding, "from" | "to" | "cc"> {
  return { from: from === null ? null : inLetters(from), to: to.map(inLetters), cc: cc.map(inLetters) };
}

function inLetters({ address, name }: MailAddress): MailAddress {
  return { address: addressInLetters(address), name };
}

const NO_HEADERS: HeaderOnly = { from: null, subject: null, messageId: null };

/** The line of a mail that could not be read, or of a file that could not be opened (then without headers). */
export function unreadable(file: string, why: string, headerOnly: HeaderOnly = NO_HEADERS): MailExplanation {
  const subject = headerOnly.subject ?? "";
  return {
    file,
    messageId: headerOnly.messageId,
    inReplyTo: null,
    references: [],
    from: headerOnly.from === null ? null : { address: "", name: headerOnly.from },
    to: [],
    cc: [],
    subject,
    baseSubject: subject,
    date: null,
    kind: "unreadable",
    reasons: [why],
    bounce: null,
    delivered: null,
    forwarded: null,
    text: "",
    replyText: "",
    signature: "",
    language: null,
    html: null,
    attachments: [],
    authenticity: {
      spf: null,
      dkim: null,
      dmarc: null,
      aligned: false,
      domainProved: false,
      why: [why],
      source: "none",
    },
    flags: [],
  };
}
