/** Whether an `If-Match` names the version `etag` (RFC 9110 section 13.1.1): any of its list, or `*`. A weak one never does. */
export function isMatch(ifMatch: string, etag: string): boolean {
  return ifMatch.split(",").some((one) => one.trim() === "*" || one.trim() === etag);
}
