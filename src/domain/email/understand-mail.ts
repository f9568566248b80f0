import type { Instant } from "../time/instant.ts";
import { formatInstant } from "../time/instant.ts";
import { type AddressEntry, readAddressList } from "./address-list.ts";
import { baseSubject } from "./base-subject.ts";
import { classify } from "./classify.ts";
import { decideAuthenticity, type OwnCheck } from "./decide-authenticity.ts";
import { decideSender } from "./decide-sender.ts";
import { findForwarded } from "./find-forwarded.ts";
import { guessLanguage } from "./guess-language.ts";
import { type DecodeWords, type HeaderField, headerValue, headerValues } from "./header-field.ts";
import { readMailDate } from "./mail-date.ts";
import type { MailFacts } from "./mail-facts.ts";
import type {
  MailAddress,
  MailAttachment,
  MailFlag,
  MailKind,
  MailUnderstanding,
  Sender,
} from "./mail-understanding.ts";
import { mayAnswerAutomatically } from "./may-answer.ts";
import { readMessageId, readMessageIds } from "./message-ids.ts";
import { readBounce, readDeliveredReport } from "./read-bounce.ts";
import { readOpening, readReply } from "./read-reply.ts";
import { settleIndents } from "./settle-indents.ts";
import { isShortThanks } from "./short-thanks.ts";

/** What the adapter took out of the bytes, and how it was told to judge. */
export type MailSource = {
  facts: MailFacts;
  decodeWords: DecodeWords;
  /** The text with the quotes, indents and signatures of HTML mail marked. */
  marked: string;
  html: string | null;
  attachments: MailAttachment[];
  flags: MailFlag[];
  fingerprint: string;
  /** Our own check of the signatures; null where none was made. */
  ownCheck: OwnCheck | null;
  trustedAuthServers: readonly string[];
  /** Lower-cased. */
  ownAddresses: readonly string[];
};

const RECIPIENT_HEADERS = ["to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to"];
const DESK_HEADER = /^x-svartid-/;

/** Puts together all that is known about one mail. Pure: the same source gives the same answer. */
export function understandMail(source: MailSource): MailUnderstanding {
  const { facts, decodeWords } = source;
  const headers = facts.headers;
  const sender = decideSender(headers, decodeWords);
  const authenticity = decideAuthenticity(headers, sender, source.trustedAuthServers, source.ownCheck);
  const { kind, reasons } = classify(facts, sender.address, source.ownAddresses);
  const recipients = RECIPIENT_HEADERS.flatMap((key) => addresses(headers, key, decodeWords)).map((one) => one.address);
  return {
    ...identity(headers),
    from: shownSender(sender, headers),
    to: addresses(headers, "to", decodeWords),
    cc: addresses(headers, "cc", decodeWords),
    replyTo: addresses(headers, "reply-to", decodeWords).map((one) => one.address),
    subject: facts.subject,
    baseSubject: baseSubject(facts.subject),
    kind,
    reasons,
    bounce: kind === "bounce" ? readBounce(facts, new Set([...recipients, ...source.ownAddresses])) : null,
    delivered: readDeliveredReport(facts),
    ...wording(source, kind),
    html: source.html,
    attachments: source.attachments,
    authenticity,
    flags: source.flags,
    sender,
    authentic: authenticity.aligned,
    recipients: [...new Set(recipients)].filter((address) => address.includes("@")),
    automatic: mayAnswerAutomatically(facts, kind, sender, authenticity),
    topmostTrustedReceivedAt: topmostReceivedAt(headers),
    fingerprint: source.fingerprint,
    deskHeaders: Object.fromEntries(headers.filter((h) => DESK_HEADER.test(h.key)).map((h) => [h.key, h.value])),
  };
}

function identity(
  headers: readonly HeaderField[],
): Pick<MailUnderstanding, "messageId" | "inReplyTo" | "references" | "date"> {
  const date = readMailDate(headerValue(headers, "date"));
  return {
    messageId: readMessageId(headerValue(headers, "message-id")),
    inReplyTo: readMessageId(headerValue(headers, "in-reply-to")),
    references: readMessageIds(headerValues(headers, "references").join(" ")),
    date: date === null ? null : formatInstant(date),
  };
}

/** RFC 5322 section 3.6.2: without a readable From the Sender is the next best to show. It never decides anything. */
function shownSender(sender: Sender, headers: readonly HeaderField[]): MailAddress | null {
  if (sender.address !== "" || sender.name !== "") return shown(sender);
  const other = readAddressList(headerValue(headers, "sender"), (text) => text)[0];
  return other === undefined || other.address === "" ? null : { address: other.address, name: other.name };
}

function addresses(headers: readonly HeaderField[], key: string, decodeWords: DecodeWords): MailAddress[] {
  const entries: AddressEntry[] = headerValues(headers, key).flatMap((value) => readAddressList(value, decodeWords));
  return entries.filter((entry) => entry.address !== "").map(shown);
}

/** A word alone is what somebody calls himself; only of a mail daemon it is where its mail comes from. */
function shown({ address, name }: MailAddress): MailAddress {
  const isAddress = address.includes("@") || name !== "" || /daemon|postmaster|^root$/.test(address);
  return isAddress ? { address, name } : { address: "", name: address };
}

/** The receiving server writes its line above all others; the time stands after the last semicolon. */
function topmostReceivedAt(headers: readonly HeaderField[]): Instant | null {
  const topmost = headerValues(headers, "received")[0] ?? "";
  return readMailDate(topmost.slice(topmost.lastIndexOf(";") + 1));
}

type Wording = Pick<
  MailUnderstanding,
  "text" | "replyText" | "signature" | "language" | "forwarded" | "forwardParts" | "isShortThanks"
>;

function wording(source: MailSource, kind: MailKind): Wording {
  const { facts } = source;
  const attached = facts.parts.find((part) => part.contentType === "message/rfc822")?.messageHeaders ?? null;
  const isAnswer = headerValue(facts.headers, "in-reply-to") !== "" || headerValue(facts.headers, "references") !== "";
  const mail = { subject: facts.subject, isAnswer, attached };
  // A report returns a mail; nobody forwards it.
  const forward = kind === "bounce" ? null : findForwarded(facts.text, mail, source.decodeWords);
  const isNew = baseSubject(facts.subject) === facts.subject.replace(/\s+/g, " ").trim();
  const marked = settleIndents(source.marked, isNew && !isAnswer);
  const reply = isAnswer ? readReply(marked) : readOpening(marked, isNew);
  return {
    text: facts.text,
    replyText: reply.text,
    signature: reply.signature,
    language: guessLanguage(reply.text) ?? guessLanguage(facts.text),
    forwarded: forward?.forwarded ?? null,
    forwardParts: forward === null ? null : { above: forward.above, text: forward.text },
    isShortThanks: isShortThanks(reply.text, source.attachments.filter((file) => !file.inline).length),
  };
}
