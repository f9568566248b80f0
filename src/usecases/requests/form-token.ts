import { type Instant, instant } from "../../domain/time/instant.ts";
import { decodeHex, encodeHex } from "../hex.ts";
import type { Randomness } from "../ports/randomness.ts";
import type { Signer } from "../ports/signer.ts";

/** One opening of the form: sent twice, it is one request. */
export interface FormToken {
  readonly id: string;
  readonly openedAt: Instant;
}

const PURPOSE = "svartid form";
const ID_BYTES = 16;
const SHAPE = /^([0-9a-f]{32})\.(\d{1,15})\.([0-9a-f]{64})$/;

/** Stands in the form, so that what is sent was opened here before, and when. */
export function writeFormToken(signer: Signer, randomness: Randomness, now: Instant): string {
  const data = `${encodeHex(randomness.bytes(ID_BYTES))}.${now}`;
  return `${data}.${encodeHex(signer.sign(PURPOSE, data))}`;
}

/** Null for what this desk never wrote. How old it may be is the reader's to say. */
export function readFormToken(signer: Signer, text: string): FormToken | null {
  const [, id, openedAt, mac] = SHAPE.exec(text) ?? [];
  const code = mac === undefined ? null : decodeHex(mac);
  if (id === undefined || openedAt === undefined || code === null) return null;
  return signer.verify(PURPOSE, `${id}.${openedAt}`, code) ? { id, openedAt: instant(Number(openedAt)) } : null;
}
