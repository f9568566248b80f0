/** Codes of addresses under a key that outlives every change of `SVARTID_SECRET`. */
export interface Pseudonyms {
  /** HMAC-SHA256 of an address in its canonical form, in hex. */
  codeOf(address: string): string;
  /** That, and the codes that versions gave it which knew of no canonical form. */
  codesOf(address: string): string[];
  /** The key, padded as RFC 2104 section 2 says, for a database that computes the codes of all addresses it has. */
  readonly pads: { readonly inner: Uint8Array; readonly outer: Uint8Array };
}
