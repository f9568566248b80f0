import { type AuthResults, type MethodResult, readAuthResults } from "./auth-results.ts";
import { canonicalAddress, canonicalDomain } from "./canonical-address.ts";
import { type HeaderField, headerValues } from "./header-field.ts";
import { AUTH_RESULTS, type Authenticity, type AuthResult, type Sender } from "./mail-understanding.ts";

/** Headers that may stand once (RFC 5322 section 3.6). A second one is shown by some readers and signed by none. */
export const SINGLE_HEADERS = [
  "from",
  "sender",
  "to",
  "cc",
  "subject",
  "date",
  "message-id",
  "reply-to",
  "in-reply-to",
  "references",
];

type Found = Omit<Authenticity, "domainProved">;

/** What our own check of the signatures found; null where none was made. `headerFrom` are the addresses it checked for. */
export type OwnCheck = { dkim: AuthResult; dmarc: AuthResult; headerFrom: string[]; why: string[] };

/**
 * What is proved about the sender. The topmost Authentication-Results is believed when a trusted server wrote it, and
 * no other one is ever looked at; else our own check counts. Whatever they say, nothing is aligned unless DMARC passed
 * for the decided sender on a mail whose single headers are single (threat T5).
 */
export function decideAuthenticity(
  headers: readonly HeaderField[],
  sender: Sender,
  trustedServers: readonly string[],
  own: OwnCheck | null,
): Authenticity {
  const results = trustedResults(headers, trustedServers);
  const found =
    results !== null ? fromServer(results, sender) : own !== null ? fromOwnCheck(own, sender) : nothing(trustedServers);
  const repeated = repeatedHeaders(headers);
  const faults = [...repeated.map((key) => `more than one ${key} header`), ...uncertainty(sender)];
  const domainProved = found.aligned && repeated.every((key) => key === "from");
  return { ...found, aligned: found.aligned && faults.length === 0, domainProved, why: [...found.why, ...faults] };
}

/** The topmost Authentication-Results, if one of the trusted servers wrote it. */
export function trustedResults(headers: readonly HeaderField[], trustedServers: readonly string[]): AuthResults | null {
  const topmost = headerValues(headers, "authentication-results")[0];
  const results = topmost === undefined ? null : readAuthResults(topmost);
  const trusted = results !== null && trustedServers.some((server) => server.toLowerCase() === results.server);
  return trusted ? results : null;
}

function fromServer(results: AuthResults, sender: Sender): Found {
  const dmarcs = results.methods.filter((method) => method.method === "dmarc");
  const dmarc = soleResult(dmarcs);
  const from = dmarcs[0]?.properties["header.from"] ?? "";
  const domain = canonicalDomain(from.slice(from.lastIndexOf("@") + 1));
  const why = dmarc === "pass" ? [] : [dmarc === null ? "the receiving server reports no DMARC" : `DMARC ${dmarc}`];
  if (dmarc === "pass" && !isSameOrParent(domain, domainOf(sender.address)))
    why.push("DMARC passed for another domain");
  return {
    spf: soleResult(results.methods.filter((method) => method.method === "spf")),
    dkim: bestResult(results.methods.filter((method) => method.method === "dkim")),
    dmarc,
    aligned: why.length === 0,
    why,
    source: "receiving-server",
  };
}

function fromOwnCheck(own: OwnCheck, sender: Sender): Found {
  const why = own.dmarc === "pass" ? [] : [`DMARC ${own.dmarc}`, ...own.why];
  const one = own.headerFrom.length === 1 && canonicalAddress(own.headerFrom[0] ?? "") === sender.address;
  if (!one) why.push("the signatures were checked for another sender");
  return { spf: null, dkim: own.dkim, dmarc: own.dmarc, aligned: why.length === 0, why, source: "own-check" };
}

function nothing(trustedServers: readonly string[]): Found {
  const reason =
    trustedServers.length > 0 ? "no result of a trusted receiving server on top" : "signatures were not checked";
  return { spf: null, dkim: null, dmarc: null, aligned: false, why: [reason], source: "none" };
}

function repeatedHeaders(headers: readonly HeaderField[]): string[] {
  return SINGLE_HEADERS.filter((key) => headerValues(headers, key).length > 1);
}

function uncertainty(sender: Sender): string[] {
  return sender.status === "usable" ? [] : ["the sender is not certain"];
}

/** Several results of a method that may have one: the mail was not judged as one mail, so nothing passed. */
function soleResult(found: MethodResult[]): AuthResult | null {
  if (found.length === 0) return null;
  const results = new Set(found.map((method) => known(method.result)));
  return results.size === 1 ? ([...results][0] ?? null) : "permerror";
}

/** One signature that holds is enough for DKIM; DMARC says whether it was the right one. */
function bestResult(found: MethodResult[]): AuthResult | null {
  const results = found.map((method) => known(method.result));
  return results.find((result) => result === "pass") ?? results[0] ?? null;
}

function known(result: string): AuthResult {
  return AUTH_RESULTS.find((name) => name === result) ?? "permerror";
}

/** Seen in the wild: servers that name the organisational domain they found the policy at. */
function isSameOrParent(named: string, domain: string): boolean {
  return named === domain || (named.includes(".") && domain.endsWith(`.${named}`));
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1);
}
