import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import type { Sealer } from "../../usecases/ports/sealer.ts";

const CIPHER = "aes-256-gcm";
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const PURPOSE = "svartid sealed in the database";
const VERSION = "1";

/** AES-256-GCM under keys derived from the secrets of `SVARTID_SECRET`: the first seals, all open. */
export function createSealer(secrets: readonly [string, ...string[]]): Sealer {
  const [first, ...others] = secrets;
  const key = keyOf(first);
  const keys = [key, ...others.map(keyOf)];
  return {
    seal(text) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, key, nonce);
      const sealed = Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
      return `${VERSION}.${sealed.toString("base64")}`;
    },
    open(sealed) {
      for (const one of keys) {
        const text = openWith(one, sealed);
        if (text !== null) return text;
      }
      return null;
    },
  };
}

function keyOf(secret: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "", PURPOSE, KEY_BYTES));
}

function openWith(key: Buffer, sealed: string): string | null {
  const bytes = Buffer.from(sealed.slice(VERSION.length + 1), "base64");
  if (!sealed.startsWith(`${VERSION}.`) || bytes.length < NONCE_BYTES + TAG_BYTES) return null;
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}
