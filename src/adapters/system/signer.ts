import { createHmac, timingSafeEqual } from "node:crypto";
import type { Signer } from "../../usecases/ports/signer.ts";

const CODE_BYTES = 32;
const LEAST_CODE_BYTES = 16;

/** HMAC-SHA256 under each secret of `SVARTID_SECRET`. The secrets are checked where the environment is read. */
export function createSigner(secrets: readonly [string, ...string[]]): Signer {
  return {
    sign: (purpose, data) => hmac(secrets[0], purpose, data),
    verify(purpose, data, code) {
      if (code.length < LEAST_CODE_BYTES || code.length > CODE_BYTES) return false;
      // Every secret is tried, so that the time tells nothing of which one fitted.
      return secrets.map((secret) => equal(hmac(secret, purpose, data), code)).includes(true);
    },
  };
}

function hmac(secret: string, purpose: string, data: string): Uint8Array {
  return createHmac("sha256", secret).update(`${purpose}\0${data}`, "utf8").digest();
}

function equal(whole: Uint8Array, code: Uint8Array): boolean {
  return timingSafeEqual(whole.subarray(0, code.length), code);
}
