/**
 * Keyed authentication codes (HMAC-SHA256) over `SVARTID_SECRET`. The first secret signs, every secret verifies, so that
 * a secret can be rotated while mails signed by the old one are still answered.
 */
export interface Signer {
  /** 32 bytes; `purpose` keeps codes of one use from passing in another. */
  sign(purpose: string, data: string): Uint8Array;
  /** Compares in constant time; a code cut to its first 16 bytes or more is accepted at its length. */
  verify(purpose: string, data: string, code: Uint8Array): boolean;
}
