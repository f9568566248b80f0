import { encodeHex } from "./hex.ts";

const MARK = "svk";
const PREFIX_BYTES = 6;
const SECRET_BYTES = 32;
const SHAPE = /^svk_([0-9a-f]{12})_[0-9a-f]{64}$/;

/** How many random bytes `writeApiKey` needs: 6 to find the key by, and 256 bits that are the secret. */
export const API_KEY_BYTES = PREFIX_BYTES + SECRET_BYTES;

/**
 * A key as its holder gets it, once: `svk_<12 hex>_<64 hex>`. The mark lets scanners of repositories and logs find a
 * leaked key; the prefix finds its row without any comparison of secrets.
 */
export function writeApiKey(random: Uint8Array): { key: string; prefix: string } {
  if (random.length !== API_KEY_BYTES) throw new Error(`an API key is made of ${API_KEY_BYTES} random bytes`);
  const prefix = encodeHex(random.subarray(0, PREFIX_BYTES));
  return { key: `${MARK}_${prefix}_${encodeHex(random.subarray(PREFIX_BYTES))}`, prefix };
}

/** The prefix of a text that has the shape of a key; null for any other text. */
export function readApiKeyPrefix(text: string): string | null {
  return SHAPE.exec(text)?.[1] ?? null;
}
