import type { Digest } from "../../usecases/ports/digest.ts";

/** The ETag (RFC 9110 section 8.8.3) of what these values are all of: another one as soon as one of them is another. */
export function tagOf(digest: Digest, values: readonly unknown[]): string {
  return `"${digest.sha256(JSON.stringify(values)).slice(0, 32)}"`;
}
