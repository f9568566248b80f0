/** SHA-256, and a comparison that takes as long for a near miss as for a far one. */
export interface Digest {
  /** Lower-case hexadecimal of the digest over the text's UTF-8 bytes. */
  sha256(text: string): string;
  /** True when both texts are the same; in constant time for texts of one length. */
  equal(left: string, right: string): boolean;
}
