import { readAddressList } from "./address-list.ts";
import { MAX_RECIPIENTS, readBounceBody } from "./bounce-body.ts";
import { readDelivered, readDeliveryStatus, readEnvelopeId } from "./delivery-status.ts";
import { headerValue, headerValues } from "./header-field.ts";
import type { MailFacts } from "./mail-facts.ts";
import type { Bounce, BouncedRecipient, DeliveredReport } from "./mail-understanding.ts";
import { readMessageId } from "./message-ids.ts";
import { reportStatus } from "./report-status.ts";

/** Recipients named by delivery-status parts only (RFC 3464); what decides whether the mail is a bounce. */
export function reportedRecipients(facts: MailFacts): BouncedRecipient[] {
  return statusParts(facts).flatMap(readDeliveryStatus);
}

/**
 * Whom a delivery report says that their own server has the mail of (RFC 3461 section 5.2): asked for with NOTIFY=SUCCESS. Null for any mail that is not
 * itself such a report: a person may attach one. What was relayed or expanded may still be lost, and is not told of.
 */
export function readDeliveredReport(facts: MailFacts): DeliveredReport | null {
  if (facts.contentType !== "multipart/report") return null;
  const addresses = [...new Set(statusParts(facts).flatMap(readDelivered))].slice(0, MAX_RECIPIENTS);
  return addresses.length === 0 ? null : { addresses, originalMessageId: originalMessageId(facts) };
}

function statusParts(facts: MailFacts): string[] {
  return facts.parts
    .filter((part) => /^message\/(?:global-)?delivery-status$/.test(part.contentType))
    .map((part) => part.text ?? "");
}

/**
 * Recipients whose server took the mail and threw it away for them (RFC 5429 section 2.1.2: a sieve that rejects sends a
 * disposition notification). A person who deletes unread sends the same without "automatic-action".
 */
export function rejectedRecipients(facts: MailFacts): BouncedRecipient[] {
  return facts.parts
    .filter((part) => part.contentType === "message/disposition-notification")
    .filter((part) =>
      /^disposition:\s{0,20}automatic-action\/[^;\n]{0,80};\s{0,20}(?:deleted|denied|failed)/im.test(part.text ?? ""),
    )
    .flatMap((part) => readDeliveryStatus(part.text ?? ""));
}

/** Seen in the wild: a gateway that wraps the whole report as an attached message. */
function wrappedRecipients(facts: MailFacts): BouncedRecipient[] {
  return facts.parts
    .filter((part) => /report-type="?delivery-status/i.test(headerValue(part.messageHeaders ?? [], "content-type")))
    .flatMap((part) => readDeliveryStatus(part.text ?? ""));
}

/**
 * What a mail already known as a bounce says: failed and delayed recipients from the delivery-status part, else from
 * X-Failed-Recipients, else from its words; the id of the returned mail from its headers, else from the words.
 * `ours` are the addresses the report was sent to, lower-cased.
 */
export function readBounce(facts: MailFacts, ours: ReadonlySet<string>): Bounce {
  return { recipients: failedRecipients(facts, ours), originalMessageId: originalMessageId(facts) };
}

function failedRecipients(facts: MailFacts, ours: ReadonlySet<string>): BouncedRecipient[] {
  const told = [reportedRecipients(facts), rejectedRecipients(facts), wrappedRecipients(facts)].find(
    (r) => r.length > 0,
  );
  const reported = (told ?? []).filter((r) => r.action === "failed" || r.action === "delayed");
  const words = inWords(facts, ours);
  if (reported.some((recipient) => recipient.address.includes("@"))) return distinct(reported).map(withStatus);
  const listed = headerValues(facts.headers, "x-failed-recipients").flatMap((value) => value.split(/[,\s]+/));
  const addresses = listed.map((address) => address.replace(/[<>]/g, "").toLowerCase()).filter((a) => a.includes("@"));
  if (addresses.length > 0) return withWords(addresses, words, facts.text);
  return words.map((recipient) => ({ ...recipient, status: reported[0]?.status ?? recipient.status }));
}

function inWords(facts: MailFacts, ours: ReadonlySet<string>): BouncedRecipient[] {
  const domain = reporterDomain(facts);
  const found = readBounceBody(facts.text, { ours, reporterDomain: domain });
  if (found.length > 0) return found;
  // Seen in the wild: X-Original-To names whom it failed for.
  const addressed = readAddressList(headerValue(facts.headers, "to"), (words) => words).map((one) => one.address);
  return readBounceBody(facts.text, { ours: new Set(addressed), reporterDomain: domain });
}

function reporterDomain(facts: MailFacts): string {
  return (
    /@([a-z0-9][a-z0-9.-]{0,250})/i.exec(headerValue(facts.headers, "from").slice(0, 1_000))?.[1]?.toLowerCase() ?? ""
  );
}

function distinct(recipients: BouncedRecipient[]): BouncedRecipient[] {
  return [...new Map(recipients.map((recipient) => [recipient.address, recipient])).values()];
}

function withStatus(recipient: BouncedRecipient): BouncedRecipient {
  const told = recipient.action === "delayed" ? "4.0.0" : reportStatus(recipient.diagnostic ?? "", "");
  return { ...recipient, status: recipient.status ?? told };
}

function withWords(addresses: string[], words: BouncedRecipient[], report: string): BouncedRecipient[] {
  const known = new Map(words.map((recipient) => [recipient.address, recipient]));
  const unknown = words[0] ?? { action: "failed" as const, status: reportStatus("", report), diagnostic: null };
  return [...new Set(addresses)]
    .slice(0, MAX_RECIPIENTS)
    .map((address) => ({ ...(known.get(address) ?? unknown), address }));
}

function originalMessageId(facts: MailFacts): string | null {
  for (const part of facts.parts) {
    const id = part.messageHeaders === null ? null : readMessageId(headerValue(part.messageHeaders, "message-id"));
    if (id !== null) return id;
  }
  const receipt = facts.parts.find((part) => part.contentType === "message/disposition-notification")?.text ?? "";
  const inWords = idInText(facts.text) ?? idInText(receipt);
  // A report that returns nothing of the mail still names the ENVID, for which the desk gives its Message-ID.
  const envelopeId = statusParts(facts).map(readEnvelopeId).join(" ");
  return inWords ?? readMessageId(envelopeId) ?? readMessageId(headerValue(facts.headers, "in-reply-to"));
}

/** Reports without parts quote the returned mail's headers in their text. */
function idInText(text: string): string | null {
  const found = /^[ \t>|]{0,20}(?:original-)?message-id:[ \t]{0,20}(<[^<>\s]{1,900}>)/im.exec(text.slice(0, 200_000));
  return found === null ? null : readMessageId(found[1] ?? "");
}
