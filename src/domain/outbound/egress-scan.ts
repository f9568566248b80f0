import { byteText, decodedViews } from "./decoded-views.ts";

/** `reply-token`: a signed reply address that is not this mail's own; the others: something only agents may see. */
export const EGRESS_FAULTS = ["reply-token", "internal-marker", "agent-only-header", "attachment-link"] as const;
export type EgressFault = (typeof EGRESS_FAULTS)[number];

/** Stands in every mail to an agent that shows more than the customer may see. A customer's mail with it was built from a quote of one. */
export const INTERNAL_MARKER = "svartid-internal";

/** Headers that only mails to agents carry. */
export const AGENT_ONLY_HEADERS = ["X-Svartid-Agent"] as const;

export interface EgressRules {
  readonly deskAddress: string;
  /** The address this mail's own Reply-To may hold; null when it has none. */
  readonly ownReplyAddress: string | null;
}

const NAMED_ENTITIES: Readonly<Record<string, string>> = {
  plus: "+",
  commat: "@",
  hyphen: "-",
  dash: "-",
  period: ".",
};
const INVISIBLE = /[\0\u00ad\u200b-\u200f\u2060-\u2064\ufeff]/g;
const MIN_TOKEN_CHARACTERS = 30;
// The token of a link to an attachment: its email, its hash, its agent, its expiry, its code.
const ATTACHMENT_TOKEN = /\b\d{1,15}\.[0-9a-f]{64}\.[a-z][a-z0-9_-]{0,63}\.\d{1,16}\.[0-9a-f]{64}/i;

/**
 * The last look at bytes bound for a customer (threat T7). Refuses a reply token other than the mail's own, the internal marker,
 * headers only agents get and links to attachments, however they are encoded: base64, quoted-printable, encoded words, HTML entities, percent signs,
 * invisible characters, tags in between. Null when the mail may leave. Linear in the size of the mail.
 */
export function scanEgress(bytes: Uint8Array, rules: EgressRules): EgressFault | null {
  const token = tokenPattern(rules.deskAddress);
  const own = rules.ownReplyAddress?.toLowerCase() ?? null;
  for (const view of decodedViews(withoutOwnReplyTo(byteText(bytes), own))) {
    const fault = faultIn(view, token);
    if (fault !== null) return fault;
  }
  return null;
}

const SURVEY_TOKEN = /\/survey\/[0-9a-f]{64}/gi;

/**
 * Text with every reply token in it taken out, the plain desk address left, and every token of an attachment's or a survey's link: for what a
 * customer wrote and gets quoted back, perhaps with others in copy.
 */
export function maskReplyTokens(text: string, deskAddress: string): string {
  const pattern = tokenPattern(deskAddress);
  return text
    .replace(new RegExp(pattern.source, "gi"), (found) => found.slice(0, found.indexOf("+")))
    .replace(new RegExp(ATTACHMENT_TOKEN.source, "gi"), "[…]")
    .replace(SURVEY_TOKEN, "/survey/[…]");
}

function faultIn(view: string, token: RegExp): EgressFault | null {
  if (AGENT_ONLY_HEADERS.some((header) => new RegExp(`^${header}\\s*:`, "im").test(view))) return "agent-only-header";
  const plain = asSeen(view);
  for (const seen of [plain, plain.replace(/<[^<>]{0,2000}>/g, "")]) {
    if (token.test(seen)) return "reply-token";
    if (ATTACHMENT_TOKEN.test(seen)) return "attachment-link";
    if (seen.toLowerCase().includes(INTERNAL_MARKER)) return "internal-marker";
  }
  return null;
}

// The one Reply-To of the mail's own header block, and only if it holds the very address this mail was given.
function withoutOwnReplyTo(text: string, own: string | null): string {
  const end = text.indexOf("\r\n\r\n");
  if (own === null || end < 0) return text;
  const head = text.slice(0, end);
  const field = /^Reply-To:(?:[^\r\n]|\r\n[ \t])*/im.exec(head);
  if (field === null || !field[0].toLowerCase().replace(/\s+/g, "").includes(own)) return text;
  const rest = field[0].toLowerCase().replace(/\s+/g, "").replace(own, "");
  return head.slice(0, field.index) + rest + head.slice(field.index + field[0].length) + text.slice(end);
}

function asSeen(view: string): string {
  const bytes = Uint8Array.from(view, (character) => character.charCodeAt(0));
  return new TextDecoder()
    .decode(bytes)
    .replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{1,8}));?/gi, entity)
    .replace(/%([0-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(INVISIBLE, "");
}

function entity(whole: string, decimal?: string, hex?: string, name?: string): string {
  if (name !== undefined) return NAMED_ENTITIES[name.toLowerCase()] ?? whole;
  const code = decimal === undefined ? Number.parseInt(hex ?? "0", 16) : Number(decimal);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
}

function tokenPattern(deskAddress: string): RegExp {
  const local = deskAddress.slice(0, deskAddress.lastIndexOf("@")).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`${local}\\+[a-z2-7]{${MIN_TOKEN_CHARACTERS},}`, "i");
}
