import { addToken, tokenOf } from "./address-token.ts";
import { decodeBase32, encodeBase32 } from "./base32.ts";
import { MAC_BYTES, type Signer } from "./signer.ts";
import { bytesToWholeNumber, wholeNumberToBytes } from "./whole-number-bytes.ts";

/** Version 3, and a zero that makes every token as long as the egress scan expects one to be; never longer than a reply address. */
const HEAD = [3 << 4, 0] as const;
const PURPOSE = "svartid release address";

/**
 * `support+<token>@desk.example`: answers to one notice of a release come to it, and are known by it though their mail program refers to
 * nothing. The token holds the version and the notice's id; the MAC of 128 bits covers it. It grants nothing, and never expires.
 */
export function createReleaseAddress(deskAddress: string, noticeId: number, signer: Signer): string {
  const mac = signer.sign(PURPOSE, String(noticeId)).subarray(0, MAC_BYTES);
  return addToken(deskAddress, encodeBase32(Uint8Array.from([...HEAD, ...wholeNumberToBytes(noticeId), ...mac])));
}

/** The id of the notice that an address was made for, proved by its MAC; null for every other address. */
export function readReleaseAddress(address: string, deskAddress: string, signer: Signer): number | null {
  const token = tokenOf(address, deskAddress);
  const bytes = token === null ? null : decodeBase32(token);
  if (bytes === null || bytes[0] !== HEAD[0] || bytes[1] !== HEAD[1]) return null;
  const id = bytesToWholeNumber(bytes.subarray(HEAD.length, -MAC_BYTES));
  if (id === null) return null;
  return signer.verify(PURPOSE, String(id), bytes.subarray(-MAC_BYTES)) ? id : null;
}
