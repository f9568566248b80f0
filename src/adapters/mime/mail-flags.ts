import type { MailFlag } from "../../domain/email/mail-understanding.ts";
import type { MimePart } from "./mime-tree.ts";
import { isTnef } from "./read-tnef.ts";

const SIGNED = /^application\/(?:x-)?(?:pkcs7|pgp)-signature$/;
const ENCRYPTED = /^application\/(?:pgp-encrypted|x-pgp-encrypted)$/;
/** The last is PGP's that lost its type. */
const SECURED = /\.p7[msc]$|^encrypted\.asc$/;
const CALENDAR = /^(?:text\/(?:x-v?)?calendar|application\/ics)$/;
const MAX_WORDS = 200_000;
const SMIME = /^application\/(?:x-)?pkcs7-mime$/;

/** What the parts of a mail say about it: signed, encrypted (S/MIME, PGP, PGP in the text), with an invitation. */
export function structureFlags(root: MimePart, text: string): MailFlag[] {
  const flags = new Set<MailFlag>();
  visit(root, flags);
  const words = text.slice(0, MAX_WORDS);
  if (/^[\s>]{0,4}-----BEGIN PGP MESSAGE-----/m.test(words)) flags.add("encrypted");
  if (/^[\s>]{0,4}-----BEGIN PGP SIGNED MESSAGE-----/m.test(words)) flags.add("signed");
  return [...flags];
}

function visit(part: MimePart, flags: Set<MailFlag>): void {
  const type = part.contentType.value;
  const name = fileName(part);
  // Gateways and some programs send what they do not know as bytes of no type; the name still tells (RFC 8551 section 3.2.1).
  const isBytes = type === "application/octet-stream";
  if (type === "multipart/signed" || SIGNED.test(type)) flags.add("signed");
  if (type === "multipart/encrypted" || ENCRYPTED.test(type)) flags.add("encrypted");
  if (SMIME.test(type) || (isBytes && SECURED.test(name))) flags.add(smimeFlag(part, name));
  if (CALENDAR.test(type) || /\.(?:ics|vcs)$/.test(name)) flags.add("calendar");
  if (isTnef(part)) flags.add("tnef");
  for (const child of part.children) visit(child, flags);
}

function fileName(part: MimePart): string {
  return (part.contentType.parameters.name ?? part.disposition.parameters.filename ?? "").toLowerCase();
}

/** RFC 8551 section 3.2.2; without a type an enveloped message is the commoner one. */
function smimeFlag(part: MimePart, name: string): MailFlag {
  const kind = (part.contentType.parameters["smime-type"] ?? "").toLowerCase();
  return kind.startsWith("signed") || kind === "certs-only" || (kind === "" && /\.p7[cs]$/.test(name))
    ? "signed"
    : "encrypted";
}
