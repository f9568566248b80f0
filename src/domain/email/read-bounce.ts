import { readBounceBody } from "./bounce-body.ts";
import { readDeliveryStatus } from "./delivery-status.ts";
import { headerValue, headerValues } from "./header-field.ts";
import type { MailFacts } from "./mail-facts.ts";
import type { Bounce, BouncedRecipient } from "./mail-understanding.ts";
import { readMessageId } from "./message-ids.ts";

/** Recipients named by delivery-status parts only (RFC 3464); what decides whether the mail is a bounce. */
export function reportedRecipients(facts: MailFacts): BouncedRecipient[] {
  return facts.parts
    .filter((part) => /^message\/(?:global-)?delivery-status$/.test(part.contentType))
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
  const reported = reportedRecipients(facts).filter((r) => r.action === "failed" || r.action === "delayed");
  const words = readBounceBody(facts.text, ours);
  if (reported.some((recipient) => recipient.address.includes("@"))) return distinct(reported);
  const listed = headerValues(facts.headers, "x-failed-recipients").flatMap((value) => value.split(/[,\s]+/));
  const addresses = listed.map((address) => address.replace(/[<>]/g, "").toLowerCase()).filter((a) => a.includes("@"));
  if (addresses.length > 0) return addresses.map((address) => withWords(address, words));
  return words.map((recipient) => ({ ...recipient, status: recipient.status ?? reported[0]?.status ?? null }));
}

function distinct(recipients: BouncedRecipient[]): BouncedRecipient[] {
  return [...new Map(recipients.map((recipient) => [recipient.address, recipient])).values()];
}

function withWords(address: string, words: BouncedRecipient[]): BouncedRecipient {
  const known = words.find((recipient) => recipient.address === address) ?? words[0];
  return { action: "failed", status: null, diagnostic: null, ...known, address };
}

function originalMessageId(facts: MailFacts): string | null {
  for (const part of facts.parts) {
    const id = part.messageHeaders === null ? null : readMessageId(headerValue(part.messageHeaders, "message-id"));
    if (id !== null) return id;
  }
  return idInText(facts.text) ?? readMessageId(headerValue(facts.headers, "in-reply-to"));
}

/** Reports without parts quote the returned mail's headers in their text. */
function idInText(text: string): string | null {
  const found = /^[ \t>|]{0,20}message-id:[ \t]{0,20}(<[^<>\s]{1,900}>)/im.exec(text.slice(0, 200_000));
  return found === null ? null : readMessageId(found[1] ?? "");
}
