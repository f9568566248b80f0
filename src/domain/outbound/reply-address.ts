import { type Instant, instant } from "../time/instant.ts";
import { addToken, tokenOf } from "./address-token.ts";
import { decodeBase32, encodeBase32 } from "./base32.ts";
import { MAC_BYTES, type Signer } from "./signer.ts";
import { bytesToWholeNumber, wholeNumberToBytes } from "./whole-number-bytes.ts";

/** Whom a reply address was given to: the requester's side of the ticket, or one agent by the key of desk.yaml. */
export type ReplyRecipient = { readonly kind: "requester" } | { readonly kind: "agent"; readonly key: string };

/** What a reply address stands for. It is good until the end of the UTC day of `expiresAt`. */
export interface ReplyGrant {
  readonly ticketId: number;
  readonly recipient: ReplyRecipient;
  readonly expiresAt: Instant;
}

/** `absent`: an address without a token; `forged`: no secret of ours made it, or for an agent the desk does not have. */
export type ReplyTokenReading =
  | ({ readonly kind: "granted" } & ReplyGrant)
  | { readonly kind: "absent" }
  | { readonly kind: "malformed" }
  /** `hasExpired`: its own last day, which nothing vouches for, is over. */
  | { readonly kind: "forged"; readonly hasExpired: boolean }
  | ({ readonly kind: "expired" } & ReplyGrant);

export interface ReplyTokenContext {
  readonly deskAddress: string;
  readonly agentKeys: readonly string[];
  readonly signer: Signer;
  readonly now: Instant;
}

const VERSION = 1;
const PURPOSE = "svartid reply address";
const KINDS = ["requester", "agent"] as const;
const HEADER_BYTES = 3;
const DAY_MILLISECONDS = 86_400_000;

/**
 * `support+<token>@desk.example`: the signed address for one ticket and one recipient. The token holds version, kind, last day
 * and ticket; the MAC of 128 bits covers these and the agent's key. Throws a RangeError when the desk's own local part leaves
 * too little room (more than 64 octets in all).
 */
export function createReplyAddress(deskAddress: string, grant: ReplyGrant, signer: Signer): string {
  const payload = writePayload(grant);
  const mac = signer.sign(PURPOSE, signedText(payload, grant.recipient)).subarray(0, MAC_BYTES);
  return addToken(deskAddress, encodeBase32(Uint8Array.from([...payload, ...mac])));
}

/**
 * Reads an address of an inbound mail. Only a token that is whole, ours and not expired is `granted`; that is a claim about
 * the address alone, never about the sender: an agent's token is worthless without proof of who wrote (threat T3).
 */
export function readReplyToken(address: string, context: ReplyTokenContext): ReplyTokenReading {
  const token = tokenOf(address, context.deskAddress);
  if (token === null) return { kind: "absent" };
  const bytes = decodeBase32(token);
  if (bytes === null || bytes.length <= HEADER_BYTES + MAC_BYTES) return { kind: "malformed" };
  const payload = bytes.subarray(0, bytes.length - MAC_BYTES);
  const read = readPayload(payload);
  if (read === null) return { kind: "malformed" };
  const mac = bytes.subarray(bytes.length - MAC_BYTES);
  const recipient = candidates(read.kind, context.agentKeys).find((candidate) =>
    context.signer.verify(PURPOSE, signedText(payload, candidate), mac),
  );
  const hasExpired = context.now > read.expiresAt;
  if (recipient === undefined) return { kind: "forged", hasExpired };
  const grant = { ticketId: read.ticketId, recipient, expiresAt: read.expiresAt };
  return { kind: hasExpired ? "expired" : "granted", ...grant };
}

function writePayload(grant: ReplyGrant): Uint8Array {
  const day = Math.floor(grant.expiresAt / DAY_MILLISECONDS);
  if (day < 0 || day > 0xffff) throw new RangeError("A reply address must expire between 1970 and 2149.");
  const head = (VERSION << 4) | KINDS.indexOf(grant.recipient.kind);
  return Uint8Array.from([head, day >> 8, day & 255, ...wholeNumberToBytes(grant.ticketId)]);
}

function readPayload(
  payload: Uint8Array,
): { kind: ReplyRecipient["kind"]; ticketId: number; expiresAt: Instant } | null {
  const [head = 0, high = 0, low = 0] = payload;
  const kind = KINDS[head & 15];
  const ticketId = bytesToWholeNumber(payload.subarray(HEADER_BYTES));
  if (head >> 4 !== VERSION || kind === undefined || ticketId === null) return null;
  const lastDay = (high << 8) | low;
  return { kind, ticketId, expiresAt: instant((lastDay + 1) * DAY_MILLISECONDS - 1) };
}

function signedText(payload: Uint8Array, recipient: ReplyRecipient): string {
  return `${encodeBase32(payload)}.${recipient.kind === "agent" ? recipient.key : ""}`;
}

function candidates(kind: ReplyRecipient["kind"], agentKeys: readonly string[]): readonly ReplyRecipient[] {
  return kind === "requester" ? [{ kind }] : agentKeys.map((key) => ({ kind, key }));
}
