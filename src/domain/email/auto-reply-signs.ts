import { autoReplySubject } from "./auto-reply-subjects.ts";
import { hasEmptyReturnPath } from "./bounce-signs.ts";
import { hasHeader, headerValue } from "./header-field.ts";
import type { MailFacts } from "./mail-facts.ts";

/** Headers only responders write. */
const RESPONDER_HEADERS = [
  "x-autoreply",
  "x-autorespond",
  "x-autoresponder",
  "x-auto-reply",
  "x-autoreply-from",
  "x-autoresponse",
  "x-mail-autoreply",
  "x-vacation",
  "x-fc-machinegenerated",
];

/** Why a mail is an automatic answer (RFC 3834); empty when it is none. */
export function autoReplySigns(facts: MailFacts): string[] {
  const sure = sureSigns(facts);
  if (sure.length > 0) return sure;
  const subject = autoReplySubject(facts.subject);
  if (subject === null) return [];
  // People answer mails of such subjects ("SV: Fravær: medarbejder vises ikke"), and so answer a mail.
  const second = subject === "marked" ? responderSigns(facts) : [...responderSigns(facts), ...weakSigns(facts)];
  return second.length > 0 ? ["the subject of an automatic answer", ...second] : [];
}

function sureSigns(facts: MailFacts): string[] {
  const value = (key: string): string => headerValue(facts.headers, key).toLowerCase();
  const signs: string[] = [];
  // RFC 3834 section 5; auto-forwarded mail was written by a person, and sieve redirects mark it so.
  const submitted = (value("auto-submitted").split(/[;\s(]/)[0] ?? "").trim();
  if (submitted !== "" && submitted !== "no" && submitted !== "auto-forwarded")
    signs.push(`auto-submitted ${submitted}`);
  for (const key of RESPONDER_HEADERS) {
    if (hasHeader(facts.headers, key) && !["no", "false", "0"].includes(value(key))) signs.push(`has ${key}`);
  }
  if (/auto[_-]?(?:reply|response)/.test(value("precedence"))) signs.push("precedence auto_reply");
  if (/auto/.test(value("x-precedence"))) signs.push("x-precedence auto_reply");
  if (/vacation|autoreply|auto-reply|responder/.test(value("x-mailer"))) signs.push("sent by a responder");
  if (value("delivered-to") === "autoresponder") signs.push("delivered to autoresponder");
  return signs;
}

function responderSigns(facts: MailFacts): string[] {
  const signs: string[] = [];
  if (hasEmptyReturnPath(facts)) signs.push("empty return path");
  if (/\b(?:all|oof|autoreply)\b/i.test(headerValue(facts.headers, "x-auto-response-suppress"))) {
    signs.push("asks for no automatic answers");
  }
  return signs;
}

function weakSigns(facts: MailFacts): string[] {
  const signs: string[] = [];
  if (["bulk", "junk"].includes(headerValue(facts.headers, "precedence").toLowerCase())) signs.push("bulk precedence");
  if (hasHeader(facts.headers, "in-reply-to") || hasHeader(facts.headers, "references")) signs.push("answers a mail");
  if (hasHeader(facts.headers, "x-ms-exchange-inbox-rules-loop")) signs.push("sent by a mailbox rule");
  return signs;
}
