import { personPatterns } from "../../domain/privacy/person-patterns.ts";
import { redactMail } from "../../domain/privacy/redact-mail.ts";
import { redactText } from "../../domain/privacy/redact-text.ts";
import type { ErasedPerson } from "../ports/erasure-store.ts";
import type { MailParser } from "../ports/mail-parser.ts";

const UNCHECKED = { trustedAuthServers: [], dns: "none", ownAddresses: [] } as const;

/**
 * A raw mail without somebody whom its writer named; null where it never named them. Where they still stand in it after that, encoded, nothing of its
 * bytes is left: its words stay on the ticket, its attachments are gone.
 */
export async function withoutPerson(
  parser: Pick<MailParser, "parse">,
  bytes: Uint8Array,
  person: ErasedPerson,
): Promise<Uint8Array | null> {
  const mail = fromBytes(bytes);
  const spelled = { names: person.names.flatMap(spellings), given: person.given?.flatMap(spellings) };
  const cleared = redactMail(mail, personPatterns({ ...person, ...spelled }));
  const parsed = await parser.parse(toBytes(cleared), { ...UNCHECKED, trustedAuthServers: [], ownAddresses: [] });
  const words = parsed.ok ? JSON.stringify(parsed.mail) : JSON.stringify(parsed.headerOnly);
  if (redactText(words, personPatterns(person)) !== words) return new Uint8Array();
  return cleared === mail ? null : toBytes(cleared);
}

/** A name as its bytes may stand in a mail: in UTF-8 or a character a byte, in any case. */
function spellings(name: string): string[] {
  const cases = [name, name.toLowerCase(), name.toUpperCase()];
  return cases.flatMap((one) => [one, fromBytes(new TextEncoder().encode(one))]);
}

function fromBytes(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += 8192) pieces.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  return pieces.join("");
}

function toBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0) & 0xff);
}
