/** RFC 5321 section 4.5.3.1.1. */
const LOCAL_PART_OCTETS = 64;

/** `support+<token>@desk.example`. Throws a RangeError when the desk's own local part leaves too little room (more than 64 octets in all). */
export function addToken(deskAddress: string, token: string): string {
  const { local, domain } = splitAddress(deskAddress);
  const signed = `${local}+${token}`;
  if (signed.length > LOCAL_PART_OCTETS)
    throw new RangeError("The desk's address is too long for a signed reply address.");
  return `${signed}@${domain}`;
}

/** What stands after the plus sign of an address of the desk, as it is written; null for every other address. */
export function tokenOf(address: string, deskAddress: string): string | null {
  const given = splitAddress(address);
  const desk = splitAddress(deskAddress);
  const prefix = `${desk.local.toLowerCase()}+`;
  if (given.domain.toLowerCase() !== desk.domain.toLowerCase()) return null;
  if (!given.local.toLowerCase().startsWith(prefix) || given.local.length > LOCAL_PART_OCTETS) return null;
  return given.local.slice(prefix.length);
}

function splitAddress(address: string): { local: string; domain: string } {
  const at = address.lastIndexOf("@");
  return { local: address.slice(0, at), domain: address.slice(at + 1) };
}
