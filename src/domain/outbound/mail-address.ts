import { asciiDomain } from "../email/ascii-domain.ts";

// RFC 5322 section 3.2.3 atoms, joined by single dots. No quotes, no spaces, no comments: what two programs could read in two ways
// is not sent to (threats T4 and T14).
const LOCAL_PART = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** RFC 5321 sections 4.5.3.1.1 and 4.5.3.1.3, the latter without its angle brackets. */
const MAX_LOCAL_OCTETS = 64;
const MAX_ADDRESS_OCTETS = 254;

/**
 * The one grammar an address must meet before the desk sends anything to it: an ASCII dot-atom, an at sign, and a domain
 * that is letters, digits and hyphens once UTS 46 has been applied. Gives the address with its domain in lower-case ASCII; null for
 * anything else (quoted local parts, routes, groups, literals, controls, too long).
 */
export function parseMailAddress(text: string): string | null {
  const at = text.indexOf("@");
  const local = text.slice(0, at);
  if (at < 1 || local.length > MAX_LOCAL_OCTETS || !LOCAL_PART.test(local)) return null;
  const domain = mailDomain(text.slice(at + 1));
  if (domain === null || local.length + 1 + domain.length > MAX_ADDRESS_OCTETS) return null;
  return `${local}@${domain}`;
}

function mailDomain(written: string): string | null {
  const ascii = asciiDomain(written) ?? "";
  const labels = ascii.split(".");
  // A number in a domain's last place makes it an IPv4 address, which we do not mail.
  const isDomain =
    labels.length > 1 && labels.every((label) => LABEL.test(label)) && !/^\d+$/.test(labels.at(-1) ?? "");
  return isDomain ? ascii : null;
}
