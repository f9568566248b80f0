/**
 * What the rules need of cryptography: keyed authentication codes. The newest secret signs, every secret verifies. `purpose`
 * keeps a code made for one thing from proving another. The port of the same name is implemented by HMAC-SHA256.
 */
export interface Signer {
  sign(purpose: string, data: string): Uint8Array;
  /** In constant time; a code cut to its first 16 bytes or more is accepted at its length. */
  verify(purpose: string, data: string, code: Uint8Array): boolean;
}

/** How many bytes of a code are kept where room is scarce: 128 bits. */
export const MAC_BYTES = 16;
