import { createHmac } from "node:crypto";
import { canonicalAddress, writtenForms } from "../../domain/email/canonical-address.ts";
import type { Pseudonyms } from "../../usecases/ports/pseudonyms.ts";

const BLOCK_BYTES = 64;
const [INNER, OUTER] = [0x36, 0x5c];

/** Codes under a key of at most 64 bytes. */
export function createPseudonyms(key: Uint8Array): Pseudonyms {
  const padded = (byte: number) => Uint8Array.from({ length: BLOCK_BYTES }, (_, at) => (key[at] ?? 0) ^ byte);
  const codeOf = (text: string) => createHmac("sha256", key).update(text, "utf8").digest("hex");
  return {
    codeOf: (address) => codeOf(canonicalAddress(address)),
    codesOf: (address) => writtenForms(address).map(codeOf),
    pads: { inner: padded(INNER), outer: padded(OUTER) },
  };
}
