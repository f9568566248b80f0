import type { Instant } from "../time/instant.ts";
import { addToken, tokenOf } from "./address-token.ts";
import { decodeBase32, encodeBase32 } from "./base32.ts";
import { MAC_BYTES, type Signer } from "./signer.ts";
import { bytesToWholeNumber, wholeNumberToBytes } from "./whole-number-bytes.ts";

/** What an agent is asked to confirm: one inbound email, on one ticket, by its very bytes, until an instant. */
export interface Confirmation {
  readonly id: number;
  readonly ticketId: number;
  /** Key of desk.yaml. */
  readonly agent: string;
  readonly inboundEmailId: number;
  /** Of the raw mail, in hexadecimal digits. */
  readonly sha256: string;
  readonly expiresAt: Instant;
}

/** Version 2, and a zero that makes every token as long as the egress scan expects one to be; never longer than a reply address. */
const HEAD = [2 << 4, 0] as const;
const PURPOSE = "svartid confirmation address";

/**
 * `support+<token>@desk.example`: answering to it confirms one held mail. The token holds the version and the confirmation's id;
 * the MAC of 128 bits covers all of it. It is never a reply address: those have another version and another purpose.
 */
export function createConfirmationAddress(deskAddress: string, confirmation: Confirmation, signer: Signer): string {
  const mac = signer.sign(PURPOSE, signedText(confirmation)).subarray(0, MAC_BYTES);
  return addToken(
    deskAddress,
    encodeBase32(Uint8Array.from([...HEAD, ...wholeNumberToBytes(confirmation.id), ...mac])),
  );
}

/** The id that an address claims to confirm, which nothing vouches for yet; null for every other address. */
export function readConfirmationId(address: string, deskAddress: string): number | null {
  return split(address, deskAddress)?.id ?? null;
}

/** True only where a secret of ours made this address for this very confirmation. Says nothing about its time, its use, or the sender. */
export function isConfirmationAddress(
  address: string,
  deskAddress: string,
  confirmation: Confirmation,
  signer: Signer,
): boolean {
  const read = split(address, deskAddress);
  return read?.id === confirmation.id && signer.verify(PURPOSE, signedText(confirmation), read.mac);
}

function split(address: string, deskAddress: string): { id: number; mac: Uint8Array } | null {
  const token = tokenOf(address, deskAddress);
  const bytes = token === null ? null : decodeBase32(token);
  if (bytes === null || bytes[0] !== HEAD[0] || bytes[1] !== HEAD[1]) return null;
  const id = bytesToWholeNumber(bytes.subarray(HEAD.length, -MAC_BYTES));
  return id === null ? null : { id, mac: bytes.subarray(-MAC_BYTES) };
}

function signedText({ id, ticketId, agent, inboundEmailId, sha256, expiresAt }: Confirmation): string {
  return [id, ticketId, agent, inboundEmailId, sha256, expiresAt].join(".");
}
