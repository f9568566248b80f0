import { autoReplySigns } from "./auto-reply-signs.ts";
import { bounceSigns } from "./bounce-signs.ts";
import { hasHeader, headerValue } from "./header-field.ts";
import type { MailFacts } from "./mail-facts.ts";
import type { MailKind } from "./mail-understanding.ts";
import { reportedRecipients } from "./read-bounce.ts";

/** What a mail is, and every sign that said so. The first kind with a sign wins. */
export type Classification = { kind: MailKind; reasons: string[] };

/** How addresses that nobody reads call themselves, in one piece or parted by dashes, dots or underscores. */
const NO_REPLY = [
  "noreply",
  "donotreply",
  "dontreply",
  "noresponse",
  "noresponder",
  "nichtantworten",
  "bittenichtantworten",
  "keineantwort",
  "ikkesvar",
  "svarikke",
  "ikkebesvar",
  "besvarikke",
  "svaraej",
  "svarej",
  "svarainte",
  "nepasrepondre",
  "geenantwoord",
  "nietbeantwoorden",
  "norispondere",
  "nonrispondere",
  "nocontestar",
  "nieodpowiadaj",
  "eivastata",
  "alavastaa",
  "naoresponder",
];
const REPORTS = ["feedback-report", "disposition-notification"];

/**
 * Decides what a mail is (RFC 3834, RFC 3464, RFC 2919). Whether it may be answered is another question with its own
 * answer. `sender` is the address of the decided sender; `ownAddresses` are lower-cased.
 */
export function classify(facts: MailFacts, sender: string, ownAddresses: readonly string[]): Classification {
  const candidates: [MailKind, string[]][] = [
    ["loop", ownAddresses.includes(sender) ? ["the sender is an address of this desk"] : []],
    ["bounce", bounceSigns(facts, sender)],
    ["system", reportSigns(facts)],
    ["auto-reply", autoReplySigns(facts)],
    ["list", listSigns(facts)],
    ["system", systemSigns(facts, sender)],
  ];
  const found = candidates.find(([, reasons]) => reasons.length > 0);
  return found === undefined
    ? { kind: "person", reasons: ["no sign of an automatic mail"] }
    : { kind: found[0], reasons: found[1] };
}

/** RFC 5965 abuse reports and RFC 8098 read receipts are reports about mail, but not bounces. */
function reportSigns(facts: MailFacts): string[] {
  const type = (facts.parameters["report-type"] ?? "").toLowerCase();
  const isReport = facts.contentType === "multipart/report" && REPORTS.includes(type);
  const part = facts.parts.find((p) => /^message\/(?:feedback-report|disposition-notification)$/.test(p.contentType));
  if (isReport) return [`a report of type ${type}`];
  return part === undefined ? [] : [`has a ${part.contentType} part`];
}

function listSigns(facts: MailFacts): string[] {
  const signs = ["list-id", "list-post", "list-unsubscribe", "x-loop"].filter((key) => hasHeader(facts.headers, key));
  const precedence = headerValue(facts.headers, "precedence").toLowerCase();
  const reasons = signs.map((key) => `has ${key}`);
  return ["list", "bulk", "junk"].includes(precedence) ? [...reasons, `precedence ${precedence}`] : reasons;
}

function systemSigns(facts: MailFacts, sender: string): string[] {
  const reasons = takesNoReplies(sender) ? ["the sender takes no replies"] : [];
  if (hasHeader(facts.headers, "otp-token")) reasons.push("carries a one-time code");
  // What reports a failure or a delay is a bounce already. Only as the mail itself: a person may attach one.
  const isReport = facts.contentType === "multipart/report" && reportedRecipients(facts).length > 0;
  return isReport ? [...reasons, "a delivery-status part reports success"] : reasons;
}

/**
 * "azure-noreply", "no-reply-12", "team.do_not_reply+7": the words stand whole between the marks that part an address, and first or last.
 * In the midst of others they are a piece of somebody's name.
 */
function takesNoReplies(sender: string): boolean {
  const local = sender.slice(0, Math.max(0, sender.lastIndexOf("@"))).replace(/\+.*$/, "");
  const pieces = local.split(/[._=\d-]+/).filter((piece) => piece !== "");
  return NO_REPLY.some((words) => beginsWith(pieces.slice(0, 4), words) || endsWith(pieces.slice(-4), words));
}

function beginsWith(pieces: readonly string[], words: string): boolean {
  return pieces.some((_, last) => pieces.slice(0, last + 1).join("") === words);
}

function endsWith(pieces: readonly string[], words: string): boolean {
  return pieces.some((_, first) => pieces.slice(first).join("") === words);
}
