import type { Language } from "../domain/desk/language.ts";
import { AGENT_ONLY_HEADERS, type EgressFault, maskReplyTokens, scanEgress } from "../domain/outbound/egress-scan.ts";
import { parseMailAddress } from "../domain/outbound/mail-address.ts";
import { CLASS_RULES, type MailClass } from "../domain/outbound/mail-class.ts";
import type { TemplateData } from "../domain/outbound/mail-templates.ts";
import { oneLine } from "../domain/outbound/one-line.ts";
import { subjectWithRef } from "../domain/outbound/outbound-subject.ts";
import { createInstanceHeader, createMessageId, INSTANCE_HEADER } from "../domain/outbound/own-message-id.ts";
import { createReplyAddress, type ReplyRecipient } from "../domain/outbound/reply-address.ts";
import { replyAddressExpiry } from "../domain/outbound/reply-address-expiry.ts";
import type { TemplateName } from "../domain/outbound/template-names.ts";
import { threadHeaders } from "../domain/outbound/thread-headers.ts";
import { isErasedAddress } from "../domain/privacy/erased-address.ts";
import type { Instant } from "../domain/time/instant.ts";
import type { Mailbox, MailComposer, OutgoingMail } from "./ports/mail-composer.ts";
import type { MailRenderer } from "./ports/mail-renderer.ts";
import type { RecipientRole } from "./ports/outbox-store.ts";
import type { Signer } from "./ports/signer.ts";
import type { Stores } from "./ports/unit-of-work.ts";

export interface QueueMailServices {
  readonly renderer: MailRenderer;
  readonly composer: MailComposer;
  readonly signer: Signer;
  /** `desk` of desk.yaml: the name and address every mail is from. */
  readonly desk: { readonly name: string; readonly address: string };
}

export interface DraftRecipient {
  readonly address: string;
  readonly name?: string;
  /** Without it: the requester for a reply or acknowledgement (participants in Cc), ops for an alert, else an agent. */
  readonly role?: RecipientRole;
}

/** A mail to be queued. `subject` comes from the template; the ticket's reference is put at its end. */
export interface MailDraft<Name extends TemplateName = TemplateName> {
  readonly class: MailClass;
  readonly ticketId: number | null;
  readonly ticketRef: string | null;
  readonly to: readonly DraftRecipient[];
  readonly cc?: readonly DraftRecipient[];
  /** Shown before the desk's address, such as the agent's name; without it the desk's name. */
  readonly fromName?: string;
  readonly template: Name;
  readonly language: Language;
  /** Whose words are used, where it has its own: the id of the organisation that reads it. */
  readonly organisation?: string | null;
  readonly data: TemplateData[Name];
  /** For whom answers to this mail are signed; null: answers go to the plain desk address. */
  readonly replyTo: { readonly ticketId: number; readonly recipient: ReplyRecipient } | null;
  /** Another signed address of ours that answers go to, made already; with it `replyTo` is null. */
  readonly answersTo?: string;
  /** The Message-ID of the mail this answers, and what it referred to, oldest first. */
  readonly inReplyTo?: string | null;
  readonly references?: readonly string[];
  readonly attachments?: readonly {
    readonly filename: string;
    readonly contentType: string;
    readonly content: Uint8Array;
  }[];
  /** The message on the ticket that this mail carries. */
  readonly messageRowId?: number | null;
  readonly mailboxId?: number | null;
  /** Not sent before this instant, so that `#undo` can stop it. */
  readonly holdUntil?: Instant | null;
}

interface Addressee extends Mailbox {
  readonly role: RecipientRole;
  readonly field: "to" | "cc";
}

/**
 * `refused`: nothing was queued. `address`: a recipient is no address we send to, was erased, or there is none. `suppressed`: mail to customers, one of whom is
 * known not to exist. The others: see `scanEgress`.
 */
export type QueueMailResult =
  | { readonly kind: "queued"; readonly outboxId: number; readonly messageId: string }
  | { readonly kind: "refused"; readonly why: EgressFault | "address" | "suppressed" };

/** What a mail takes from the database before it is written. */
export interface MailFrame {
  readonly outboxId: number;
  readonly now: Instant;
  /** A customer that it goes to is known not to exist. */
  readonly isSuppressed: boolean;
}

/** For callers that have other things to ask at the same time. `customers`: those that the mail goes to, all of them. */
export async function readFrame(
  stores: Pick<Stores, "outbox" | "now" | "suppressions">,
  customers: readonly string[],
): Promise<MailFrame> {
  const [outboxId, now, suppressed] = await Promise.all([
    stores.outbox.nextId(),
    stores.now(),
    customers.length === 0 ? [] : stores.suppressions.findAmong(customers),
  ]);
  return { outboxId, now, isSuppressed: suppressed.length > 0 };
}

/**
 * Puts a mail into the outbox, inside the transaction that causes it. Its bytes are built here, once; every attempt to send them sends the same
 * ones under the same Message-ID. Customers' mails pass the egress scan first. Template and composer errors are exceptions. `frame`: for this mail's own
 * recipients, where the caller has read it.
 */
export async function queueMail<Name extends TemplateName>(
  stores: Stores,
  services: QueueMailServices,
  draft: MailDraft<Name>,
  frame?: MailFrame,
): Promise<QueueMailResult> {
  const recipients = addressees(draft);
  if (recipients === null) return { kind: "refused", why: "address" };
  const { isReported, audience } = CLASS_RULES[draft.class];
  const isToCustomer = audience === "customer";
  const addresses = recipients.map(({ address }) => address);
  const { outboxId, now, isSuppressed } = frame ?? (await readFrame(stores, isToCustomer ? addresses : []));
  if (isSuppressed) return { kind: "refused", why: "suppressed" };
  const mail = outgoingMail(services, draft, { outboxId, recipients, now });
  const bytes = await services.composer.compose(mail);
  const deskAddress = services.desk.address;
  const fault = isToCustomer ? scanEgress(bytes, { deskAddress, ownReplyAddress: mail.replyTo }) : null;
  if (fault !== null) return { kind: "refused", why: fault };
  await stores.outbox.insert({
    id: outboxId,
    ticketId: draft.ticketId,
    messageRowId: draft.messageRowId ?? null,
    class: draft.class,
    mailboxId: draft.mailboxId ?? null,
    messageId: mail.messageId,
    envelopeFrom: isReported ? deskAddress : "",
    bytes,
    recipients: recipients.map(({ address, role }) => ({ address, role })),
    notBefore: draft.holdUntil ?? null,
  });
  return { kind: "queued", outboxId, messageId: mail.messageId };
}

function outgoingMail<Name extends TemplateName>(
  services: QueueMailServices,
  draft: MailDraft<Name>,
  frame: { outboxId: number; recipients: readonly Addressee[]; now: Instant },
): OutgoingMail {
  const { desk, signer, renderer } = services;
  const rendered = renderer.render(
    draft.template,
    draft.language,
    withoutTokens(draft, desk.address),
    draft.organisation,
  );
  const thread = threadHeaders({
    messageId: draft.inReplyTo ?? null,
    inReplyTo: [],
    references: draft.references ?? [],
  });
  return {
    messageId: createMessageId(frame.outboxId, domainOf(desk.address), signer),
    date: frame.now,
    from: { name: oneLine(draft.fromName ?? desk.name, 100), address: desk.address },
    replyTo: replyAddress(services, draft, frame.now),
    to: frame.recipients.filter((recipient) => recipient.field === "to"),
    cc: frame.recipients.filter((recipient) => recipient.field === "cc"),
    subject: draft.ticketRef === null ? rendered.subject : subjectWithRef(rendered.subject, draft.ticketRef),
    inReplyTo: thread.inReplyTo,
    references: thread.references,
    headers: [[INSTANCE_HEADER, createInstanceHeader(frame.outboxId, signer)], ...classHeaders(draft.class)],
    text: rendered.text,
    html: rendered.html,
    attachments: draft.attachments ?? [],
  };
}

// A customer's own words may hold the address that an earlier mail gave them: quoted back, it is not ours to spread.
function withoutTokens<Name extends TemplateName>(draft: MailDraft<Name>, deskAddress: string): TemplateData[Name] {
  const { data } = draft;
  if (!("quoted" in data) || data.quoted === null) return data;
  return { ...data, quoted: { ...data.quoted, text: maskReplyTokens(data.quoted.text, deskAddress) } };
}

function replyAddress(services: QueueMailServices, draft: MailDraft, now: Instant): string | null {
  if (draft.replyTo === null) return draft.answersTo ?? null;
  const { ticketId, recipient } = draft.replyTo;
  const expiresAt = replyAddressExpiry(recipient.kind, now);
  return createReplyAddress(services.desk.address, { ticketId, recipient, expiresAt }, services.signer);
}

function classHeaders(mailClass: MailClass): readonly (readonly [string, string])[] {
  const { autoSubmitted, audience } = CLASS_RULES[mailClass];
  const forAgents = audience === "desk" ? AGENT_ONLY_HEADERS.map((name) => [name, mailClass] as const) : [];
  if (autoSubmitted === null) return forAgents;
  // Microsoft Exchange heeds the second where it does not heed the first (MS-OXCMAIL 2.2.3.2.14).
  return [["Auto-Submitted", autoSubmitted], ["X-Auto-Response-Suppress", "All"], ...forAgents];
}

// Each address once, whatever its case: one mail must not arrive twice because somebody is in To and in Cc.
function addressees(draft: MailDraft): readonly Addressee[] | null {
  const found = new Map<string, Addressee>();
  const written = [
    ...draft.to.map((recipient) => ({ ...recipient, field: "to" as const })),
    ...(draft.cc ?? []).map((recipient) => ({ ...recipient, field: "cc" as const })),
  ];
  for (const { address: text, name = "", role, field } of written) {
    const address = parseMailAddress(text);
    if (address === null || isErasedAddress(address)) return null;
    const key = address.toLowerCase();
    if (found.has(key)) continue;
    const usual = field === "cc" ? "participant" : usualRole(draft.class);
    found.set(key, { address, name: oneLine(name, 100), role: role ?? usual, field });
  }
  return draft.to.length > 0 ? [...found.values()] : null;
}

function usualRole(mailClass: MailClass): RecipientRole {
  if (CLASS_RULES[mailClass].audience === "customer") return "requester";
  return mailClass === "alert" ? "ops" : "agent";
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1);
}
