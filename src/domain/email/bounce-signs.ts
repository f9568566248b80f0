import { asksInOpening } from "./auto-reply-openings.ts";
import { readStatus } from "./delivery-status.ts";
import { isGreeting } from "./greeting.ts";
import { hasHeader, headerValue } from "./header-field.ts";
import type { MailFacts } from "./mail-facts.ts";
import { rejectedRecipients, reportedRecipients } from "./read-bounce.ts";
import { readSignOff } from "./sign-off.ts";

const MAX_REPORT = 4_000;
const ADDRESS_ALONE = /^\s*<?[^\s<>@]{1,120}@[^\s<>@]{1,200}>?:?\s*$/;

const DAEMON_LOCAL =
  /^(?:mailer-?_?daemon|post_?master|mail-?delivery-?(?:system|subsystem|status)?|mdaemon|mailerdaemon|bounce-?handler|microsoftexchange[0-9a-f]{32})(?:$|[@>+-])/;
/** Postmasters are people as well, who write to the desk. */
const POSTMASTER = /^post_?master(?:$|[@>+-])/;
const DAEMON_NAME =
  /^(?:mailer[- ]daemon|mail delivery (?:system|subsystem|service)|internet mail delivery|postmaster|mail system)/;
const SUBJECTS = [
  "undeliver",
  "undelivered",
  "delivery status notification",
  "mail delivery status",
  "delivery failure",
  "delivery failed",
  "delivery notification",
  "delivery has failed",
  "delivery report",
  "failed delivery",
  "failure notice",
  "failure delivery",
  "mail delivery failed",
  "mail delivery failure",
  "mail delivery error",
  "mail failure",
  "mail could not be delivered",
  "message delivery",
  "non-delivery",
  "non delivery",
  "nondeliver",
  "non recapitabile",
  "returned mail",
  "returned to sender",
  "returning message",
  "unable to deliver",
  "could not be delivered",
  "could not send message",
  "warning: could not send",
  "warning: message",
  "rejected mail",
  "mail system error",
  "user unknown",
  "onbestelbaar",
  "unzustellbar",
  "nicht zustellbar",
  "ikke leveres",
  "kan ikke leveres",
  "kunne ikke leveres",
  "returmail",
  "kan inte levereras",
  "no se puede entregar",
  "non remis",
  "échec de la remise",
  "mancato recapito",
  "niedostarczona",
  "ei voitu toimittaa",
  "olevererbart",
  "kunde inte levereras",
  "no entregado",
  "no se pudo entregar",
  "non recapitato",
  "niedostarczaln",
  "nie można dostarczyć",
  "ei toimitettavissa",
  "ei voida toimittaa",
  "nicht zugestellt",
  "non distribué",
  "unable to be delivered",
  "delayed mail",
  "delivery delayed",
  "delivery problem",
  "delivery error",
  "ikke leveret",
  "ikke afleveres",
  "ubesørgelig",
  "levering mislykkedes",
  "levering mislyktes",
  "leveringsfejl",
  "leveransen misslyckades",
  "leverans misslyckades",
  "zustellung fehlgeschlagen",
  "zustellung verzögert",
  "zustellfehler",
  "levering mislukt",
  "bezorging mislukt",
  "niet bezorgd",
  "niet afgeleverd",
  "échec de remise",
  "échec de livraison",
  "échec d'envoi",
  "non livré",
  "error de entrega",
  "fallo de entrega",
  "fallo en la entrega",
  "mancata consegna",
  "consegna non riuscita",
  "nie dostarczon",
  "nie można doręczyć",
  "niedoręczon",
  "ei voi toimittaa",
  "ei voitu perille",
  "toimitus epäonnistui",
  "não é possível entregar",
  "não entregue",
  "falha na entrega",
  "配信不能",
  "недоставлен",
  "не доставлен",
];

const OPENINGS = [
  "this is the mail system at host",
  "this is the deliver program at",
  "delivery has failed to these recipients or",
  "** delivery incomplete **",
  "** address not found **",
  "** message blocked **",
  "** message not delivered **",
  "** recipient inbox full **",
  "hi. this is the qmail-send program",
  "this message was created automatically by mail delivery software",
  "i'm sorry to have to inform you that your message could not",
  "this is an automatically generated delivery status notification",
  "delivery to the following recipient failed",
  "delivery to the following recipients failed",
  "delivery to the following recipients was aborted",
  "your message did not reach some or all of the intended recipients",
  "unable to deliver message to the following",
  "could not deliver message to the following",
  "sorry, we were unable to deliver your message",
  "we were unable to deliver your message",
  "an error occurred while trying to deliver the mail to the following recipients",
  "------ failed recipients ------",
  "a message that you sent could not be delivered",
  "levering til disse modtagere eller grupper mislykkedes",
  "leveringen til disse modtagere eller grupper mislykkedes",
  "meddelelsen kunne ikke leveres",
  "levering til disse mottakerne eller gruppene mislyktes",
  "leverans misslyckades till de här mottagarna eller grupperna",
  "uw bericht kan niet worden bezorgd",
  "de bezorging aan deze geadresseerden of groepen is mislukt",
  "fehler bei der nachrichtenzustellung",
  "échec de la remise aux destinataires ou groupes",
  "no se pudo entregar el mensaje a estos destinatarios o grupos",
  "recapito non riuscito per i destinatari o gruppi",
  "dostarczenie do następujących adresatów lub grup nie powiodło się",
  "toimitus seuraaville vastaanottajille tai ryhmille epäonnistui",
];
const FAILURES = [
  "could not be delivered",
  "couldn't be delivered",
  "wasn't delivered",
  "not delivered",
  "undeliverable",
  "delivery failed",
  "mailbox is full",
  "unknown user",
  "user unknown",
  "kunne ikke leveres",
];

/** Why a mail is a delivery report of failure or delay; empty when it is none. multipart/report alone is no sign. */
export function bounceSigns(facts: MailFacts, sender: string): string[] {
  const reported = reportedRecipients(facts);
  if (reported.some((r) => r.action === "failed" || r.action === "delayed")) {
    return ["a delivery-status part reports failure or delay"];
  }
  if (rejectedRecipients(facts).length > 0) return ["a disposition notification reports a rejected mail"];
  // A report of success, a read receipt or an abuse report comes from the same daemons.
  if (reported.length > 0 || isOtherReport(facts)) return [];
  if (hasHeader(facts.headers, "x-failed-recipients")) return ["has x-failed-recipients"];
  return wordSigns(facts, sender);
}

function isOtherReport(facts: MailFacts): boolean {
  const type = (facts.parameters["report-type"] ?? "").toLowerCase();
  return (
    ["feedback-report", "disposition-notification"].includes(type) ||
    facts.parts.some((part) => /^message\/(?:feedback-report|disposition-notification)$/.test(part.contentType))
  );
}

function wordSigns(facts: MailFacts, sender: string): string[] {
  const subject = facts.subject.toLowerCase();
  const fits = SUBJECTS.some((words) => subject.includes(words));
  const name = senderName(facts);
  if (!fits && !name.startsWith("mail") && isOfPostmaster(facts, sender)) return [];
  if (DAEMON_LOCAL.test(sender) || DAEMON_NAME.test(name))
    return ["the sender is a mail daemon", ...(fits ? ["the subject says so"] : [])];
  return signsWithoutDaemon(facts, subject, fits);
}

function signsWithoutDaemon(facts: MailFacts, subject: string, fits: boolean): string[] {
  const isFromDaemon = hasEmptyReturnPath(facts) || hasDaemonReturnPath(facts);
  // A person's mail may open with a report's words, as a complaint or a copy; its return path is the person's own.
  const isFromPerson = !isFromDaemon && headerValue(facts.headers, "return-path").trim() !== "";
  if (!isFromPerson && opensAsReport(facts)) return ["the text opens as a delivery report does"];
  if (!isFromDaemon) return [];
  if (fits && !isOfPerson(facts, subject)) return ["empty return path and the subject of a bounce"];
  return returnsMessage(facts) ? ["empty return path, failure in words and a returned message"] : [];
}

/**
 * Seen in the wild: forwarding servers and forms empty the return path of what people write, also about the delivery of their order.
 * A report returns a message or names a code or an address; without those, nobody in it greets, asks, or signs.
 */
function isOfPerson(facts: MailFacts, subject: string): boolean {
  if (facts.contentType === "multipart/report" || facts.parts.some((part) => part.messageHeaders !== null))
    return false;
  const text = facts.text.slice(0, MAX_REPORT);
  // Who writes of a report that he got quotes its code.
  if (readStatus(text) !== null && !asksInOpening(text)) return false;
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.slice(1).some((line) => readSignOff(line) === "sure")) return true;
  if (lines.some((line) => ADDRESS_ALONE.test(line.slice(0, 400)))) return false;
  const greets = isGreeting(lines[0] ?? "");
  return greets || asksInOpening(text) || (!text.includes("@") && goesOn(subject));
}

/** "Delivery problem with our order": reports end there, or part what follows by a mark. */
function goesOn(subject: string): boolean {
  const found = SUBJECTS.filter((words) => subject.startsWith(words));
  return found.length > 0 && found.every((words) => /^\s\p{L}/u.test(subject.slice(words.length)));
}

function senderName(facts: MailFacts): string {
  const from = headerValue(facts.headers, "from").slice(0, 500).toLowerCase();
  return from
    .replace(/<[^<>]*>|[^\s<>()]+@[^\s<>()]+/g, "")
    .replace(/["()]/g, " ")
    .trim();
}

/** A postmaster's own mail goes back to him, and has nothing of a report. */
function isOfPostmaster(facts: MailFacts, sender: string): boolean {
  const isOwn = headerValue(facts.headers, "return-path").trim().toLowerCase().replace(/[<>]/g, "") === sender;
  if (!POSTMASTER.test(sender) || !isOwn) return false;
  const words = facts.text.slice(0, 2_000).toLowerCase();
  return (
    !facts.parts.some((part) => part.messageHeaders !== null) && !FAILURES.some((failure) => words.includes(failure))
  );
}

/** A report that lost its headers on the way. A person who passes one on writes above it or marks it as a forward. */
function opensAsReport(facts: MailFacts): boolean {
  if (/^\s*(?:fwd?|vs|wg|tr|rv|vb|doorst)\s*:/i.test(facts.subject)) return false;
  const opening = withoutPictures(facts.text.slice(0, 1_000)).trimStart().toLowerCase();
  if (OPENINGS.some((words) => opening.startsWith(words))) return true;
  const head = opening.slice(0, 300);
  // Office 365 and Gmail name the recipient in the first sentence; sendmail tells when and from where it had the mail.
  if (/^your message (?:to|was|could)/.test(head)) return FAILURES.some((failure) => head.includes(failure));
  return head.startsWith("the original message was received at") && /-{3,} (?:the following|transcript)/.test(opening);
}

/** Programs that make text of HTML put the address of a picture in brackets. */
function withoutPictures(text: string): string {
  return text.replace(/\[(?:https?|cid):[^\]\n]{1,500}\]/g, "");
}

function returnsMessage(facts: MailFacts): boolean {
  const words = facts.text.slice(0, 2_000).toLowerCase();
  return (
    facts.parts.some((part) => part.messageHeaders !== null) && FAILURES.some((failure) => words.includes(failure))
  );
}

/** Seen in the wild: relays that put a daemon's address where the empty one belongs. */
function hasDaemonReturnPath(facts: MailFacts): boolean {
  return DAEMON_LOCAL.test(headerValue(facts.headers, "return-path").toLowerCase().replace(/^</, ""));
}

/** RFC 5321 section 4.5.5: reports are sent with an empty return path. */
export function hasEmptyReturnPath(facts: MailFacts): boolean {
  return hasHeader(facts.headers, "return-path") && /^<?\s*>?$/.test(headerValue(facts.headers, "return-path"));
}
