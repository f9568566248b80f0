import { type Instant, instant } from "../domain/time/instant.ts";
import { decodeHex, encodeHex } from "./hex.ts";
import type { Signer } from "./ports/signer.ts";

/** One attachment of one inbound email, by the SHA-256 of its bytes in hex, for one agent (a key of desk.yaml). */
export interface AttachmentGrant {
  readonly inboundEmailId: number;
  readonly sha256: string;
  readonly agent: string;
}

const PURPOSE = "attachment-link";
const DAY_MS = 86_400_000;
const SHAPE = /^(\d{1,15})\.([0-9a-f]{64})\.([A-Za-z][A-Za-z0-9_-]{0,63})\.(\d{1,16})\.([0-9a-f]{64})$/;

/**
 * A link under which an attachment too large for a notice is read: whoever has it may, until it expires or the agent leaves the desk, and may
 * read this attachment alone. The egress scan knows its shape: it never leaves in a mail to a customer.
 */
export function writeAttachmentLink(
  signer: Signer,
  publicUrl: string,
  { inboundEmailId, sha256, agent }: AttachmentGrant,
  validity: { readonly now: Instant; readonly days: number },
): string {
  const data = `${inboundEmailId}.${sha256}.${agent}.${instant(validity.now + validity.days * DAY_MS)}`;
  return `${publicUrl}/attachments?token=${data}.${encodeHex(signer.sign(PURPOSE, data))}`;
}

/** What a token of such a link grants; null when it was not signed here, or has expired. */
export function readAttachmentToken(signer: Signer, token: string, now: Instant): AttachmentGrant | null {
  const [, id, sha256, agent, expiresAt, mac] = SHAPE.exec(token) ?? [];
  const code = mac === undefined ? null : decodeHex(mac);
  if (id === undefined || sha256 === undefined || agent === undefined || code === null) return null;
  if (!signer.verify(PURPOSE, `${id}.${sha256}.${agent}.${expiresAt}`, code)) return null;
  return now < Number(expiresAt) ? { inboundEmailId: Number(id), sha256, agent } : null;
}
