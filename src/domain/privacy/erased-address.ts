const DOMAIN = "erased.invalid";

/** What stands in place of the subject of an erased ticket. */
export const ERASED_SUBJECT = "[...]";

/**
 * The address that stands in place of a requester who was erased: of the beginning of their code and the id of the row, so that no two are the same.
 * Under `.invalid` (RFC 6761 section 6.4) nothing is ever delivered.
 */
export function erasedAddress(code: string, rowId: number): string {
  return `${code.slice(0, 16)}-${rowId}@${DOMAIN}`;
}

/** Nobody is behind such an address any more: no mail threads onto its tickets, and none goes to it. */
export function isErasedAddress(address: string): boolean {
  return address.toLowerCase().endsWith(`@${DOMAIN}`);
}
