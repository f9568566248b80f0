import { asciiDomain } from "./ascii-domain.ts";
import { unicodeDomain } from "./unicode-domain.ts";

/**
 * The one form in which addresses are kept and compared: small letters, and a domain in letters of another alphabet as DNS knows it (RFC 5890), so that
 * `mette@føde.example` and `mette@xn--fde-0na.example` are one person. What is no address comes back in small letters.
 */
export function canonicalAddress(text: string): string {
  const address = text.toLowerCase();
  const at = address.lastIndexOf("@");
  return at < 0 ? address : `${address.slice(0, at)}@${canonicalDomain(address.slice(at + 1))}`;
}

/** A domain in the form in which it is kept and compared. What is no domain comes back in small letters. */
export function canonicalDomain(text: string): string {
  const domain = text.toLowerCase();
  // Only other letters are for UTS 46: what is ASCII already stays as it is, whatever it is.
  return /^[\0-\x7f]*$/.test(domain) ? domain : (asciiDomain(domain) ?? domain);
}

/** A canonical address with its domain in the letters that people see. */
export function addressInLetters(canonical: string): string {
  const at = canonical.lastIndexOf("@");
  return `${canonical.slice(0, at + 1)}${unicodeDomain(canonical.slice(at + 1))}`;
}

/** Every way in which a text, or a row of an older version, may write an address in small letters: the canonical one first. */
export function addressForms(address: string): string[] {
  const canonical = canonicalAddress(address);
  const inLetters = addressInLetters(canonical);
  return inLetters === canonical ? [canonical] : [canonical, inLetters];
}

/** Those, and this one as an older version kept it. */
export function writtenForms(address: string): string[] {
  return [...new Set([...addressForms(address), address.toLowerCase()])];
}
