import { type AddressEntry, readAddressList } from "./address-list.ts";
import { type DecodeWords, type HeaderField, headerValues } from "./header-field.ts";
import type { Sender } from "./mail-understanding.ts";

const MAX_ADDRESS_BYTES = 254;
const MAX_NAME = 1_000;
const ATOM = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * The only function that decides who sent a mail. It is fed the whole header list, because two readers may pick
 * different ones of two From headers, and it prefers no sender to a doubtful one: a sender is `usable` only when there
 * is one From header with one plain address (dot-atom `@` LDH domain, at most 254 bytes) and nothing in it that some
 * reader could take for another address. `unusable` senders still carry what people would read.
 */
export function decideSender(headers: readonly HeaderField[], decodeWords: DecodeWords): Sender {
  const values = headerValues(headers, "from");
  const entries = values.flatMap((value) => readAddressList(value, decodeWords));
  const shown = shownEntry(entries, values, decodeWords);
  const irregular = headers.some((field) => field.key === "from" && field.irregular);
  const why = [
    ...headerFaults(values),
    ...(irregular ? ["From is written irregularly"] : []),
    ...entryFaults(entries, shown),
  ];
  return { address: shown.address, name: shown.name, status: why.length === 0 ? "usable" : "unusable", why };
}

const NOBODY: AddressEntry = { address: "", name: "", faults: [] };

/** Seen in the wild: a name with a comma and without quotes ("Berg, Anna <anna@north.example>") is read as two entries. */
function shownEntry(
  entries: readonly AddressEntry[],
  values: readonly string[],
  decodeWords: DecodeWords,
): AddressEntry {
  const first = entries.find((entry) => entry.address !== "") ?? entries[0] ?? NOBODY;
  const [word, full, ...others] = entries;
  const isSplit = word !== undefined && !word.address.includes("@") && others.length === 0;
  if (!isSplit || full === undefined || !full.address.includes("@")) return first;
  const written = values[0] ?? "";
  const name = decodeWords(written.slice(0, Math.max(0, written.lastIndexOf("<"))).slice(0, MAX_NAME)).trim();
  return { ...full, name: name || full.name };
}

function headerFaults(values: string[]): string[] {
  if (values.length === 0) return ["no From header"];
  const why = values.every(isPlain) ? [] : ["special characters in From"];
  return values.length > 1 ? [...why, `${values.length} From headers`] : why;
}

/** Outside quotes and comments a name and one address may stand, and none of the characters that part addresses. */
function isPlain(value: string): boolean {
  const bare = value.replace(/"(?:[^"\\]|\\.)*"/g, "").replace(/\([^()\\]*\)/g, "");
  return /^[^<>,;:@"()\\]*<[^<>,;:"()\\\s]*>\s*$/.test(bare) || /^[^<>,;:"()\\]*$/.test(bare);
}

function entryFaults(entries: AddressEntry[], shown: AddressEntry): string[] {
  if (entries.length === 0) return ["no address in From"];
  const why: string[] = entries.flatMap((entry) => entry.faults);
  if (entries.length > 1) why.push(`${entries.length} addresses in From`);
  return [...new Set([...why, ...grammarFaults(shown.address)])];
}

function grammarFaults(address: string): string[] {
  const at = address.lastIndexOf("@");
  if (at < 1) return ["no full address in From"];
  const local = address.slice(0, at);
  const domain = address.slice(at + 1);
  const why: string[] = [];
  // Only ASCII gets past the two patterns, so a character is a byte here (RFC 5321 section 4.5.3.1).
  if (address.length > MAX_ADDRESS_BYTES || local.length > 64) why.push("address too long");
  if (!ATOM.test(local)) why.push("local part is no dot-atom");
  if (!DOMAIN.test(domain)) why.push("domain is no host name");
  return why;
}
