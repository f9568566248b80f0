import { decodeBase32, encodeBase32 } from "./base32.ts";
import { MAC_BYTES, type Signer } from "./signer.ts";
import { bytesToWholeNumber, wholeNumberToBytes } from "./whole-number-bytes.ts";

const MESSAGE_ID = "svartid message-id";
const INSTANCE = "svartid instance";
const OWN_ID = /^<o\.([a-z2-7]{2,12})\.([a-z2-7]{26})@([^<>@\s]+)>$/;
const OWN_INSTANCE = /^([a-z2-7]{2,12})\.([a-z2-7]{26})$/;

/** The header every mail of ours carries, so that one that comes back is known as a loop whatever else was rewritten. */
export const INSTANCE_HEADER = "X-Svartid-Id";

/** `<o.{base32 of the outbox id}.{MAC}@domain>`: fixed when the mail is queued, provably ours when it is quoted back. */
export function createMessageId(outboxId: number, domain: string, signer: Signer): string {
  return `<o.${signId(MESSAGE_ID, outboxId, signer)}@${domain}>`;
}

/** The outbox id behind a Message-ID of ours; null for any other, a changed one, or one of another domain. */
export function readMessageId(messageId: string, domain: string, signer: Signer): number | null {
  const [, id, mac, host] = OWN_ID.exec(messageId.trim()) ?? [];
  if (id === undefined || mac === undefined || host?.toLowerCase() !== domain.toLowerCase()) return null;
  return verifiedId(MESSAGE_ID, id, mac, signer);
}

/** Has the shape of a Message-ID of ours on our domain, proved or not: with a bad MAC it is one that we never issued (threat T9). */
export function looksLikeOwnMessageId(messageId: string, domain: string): boolean {
  return OWN_ID.exec(messageId.trim())?.[3]?.toLowerCase() === domain.toLowerCase();
}

/** The value of `X-Svartid-Id`. Its MAC has a purpose of its own: it cannot be made from a Message-ID. */
export function createInstanceHeader(outboxId: number, signer: Signer): string {
  return signId(INSTANCE, outboxId, signer);
}

/** The outbox id named by an `X-Svartid-Id` of ours; null when anybody else wrote it. */
export function readInstanceHeader(value: string, signer: Signer): number | null {
  const [, id, mac] = OWN_INSTANCE.exec(value.trim()) ?? [];
  return id === undefined || mac === undefined ? null : verifiedId(INSTANCE, id, mac, signer);
}

function signId(purpose: string, outboxId: number, signer: Signer): string {
  const id = encodeBase32(wholeNumberToBytes(outboxId));
  return `${id}.${encodeBase32(signer.sign(purpose, id).subarray(0, MAC_BYTES))}`;
}

function verifiedId(purpose: string, id: string, mac: string, signer: Signer): number | null {
  const idBytes = decodeBase32(id);
  const macBytes = decodeBase32(mac);
  if (idBytes === null || macBytes === null || !signer.verify(purpose, id, macBytes)) return null;
  return bytesToWholeNumber(idBytes);
}
