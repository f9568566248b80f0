import { readUrl } from "../web/read-url.ts";

const AS_WRITTEN = /^[\p{L}\p{M}\p{N}.-]+$/u;
/** RFC 1035 section 2.3.4, without the length of the root: UTS 46 makes eighteen letters of one sign, and Punycode more of those. */
const MAX_DOMAIN = 253;

/** A domain in lower-case ASCII, as DNS knows it, once UTS 46 has been applied; null for what is no domain. An IPv4 address counts as one. */
export function asciiDomain(written: string): string | null {
  if (written.length > MAX_DOMAIN || !AS_WRITTEN.test(written)) return null;
  const hostname = readUrl(`http://${written}/`)?.hostname ?? null;
  return hostname !== null && hostname.length > MAX_DOMAIN ? null : hostname;
}
