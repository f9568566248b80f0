import type { MailUnderstanding } from "./mail-understanding.ts";

/** In both languages of the desk: who reads a ticket is not known when it is written. */
const NOTICES = {
  encrypted:
    "[Krypteret mail: indholdet ligger i den vedhæftede fil. / Encrypted mail: its content is in the attached file.]",
  oversize:
    "[Mailen er over 40 MB: kun dens hoveder vises. / The mail is over 40 MB: only its headers are shown. The original is stored.]",
} as const;

/**
 * The text of a mail as its ticket shows it: its own, and where there is none for a reason, the reason. Never used for what
 * is sent on: a notice is nobody's words.
 */
export function shownText({ text, flags }: Pick<MailUnderstanding, "text" | "flags">): string {
  if (text.trim() !== "") return text;
  if (flags.includes("encrypted")) return NOTICES.encrypted;
  return flags.includes("oversize") ? NOTICES.oversize : text;
}
