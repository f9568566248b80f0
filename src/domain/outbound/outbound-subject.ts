import { findTicketRefs } from "../ticket/ticket-ref.ts";
import { oneLine } from "./one-line.ts";

const REPLY_PREFIXES = /^\s*(?:(?:re|sv|aw|antw|vs|fw|fwd|vedr\.?)\s*(?:\[\d+\])?\s*:\s*)+/i;
const BRACKETED = /\s*\[([^[\]]{1,20})\]/g;
const MAX_SUBJECT_CHARACTERS = 160;

/** A subject with the ticket's reference once, in brackets at its end: where clients that cut a subject cut last, and people look. */
export function subjectWithRef(subject: string, ref: string): string {
  return `${withoutRefs(oneLine(subject, MAX_SUBJECT_CHARACTERS))} [${ref}]`.trim();
}

/** The subject of an answer: one `Re:`, whatever chain of prefixes (Re, SV, AW, VS, ...) came in. References are taken out. */
export function replySubject(subject: string): string {
  return `Re: ${withoutRefs(oneLine(subject, MAX_SUBJECT_CHARACTERS)).replace(REPLY_PREFIXES, "")}`.trim();
}

function withoutRefs(subject: string): string {
  return subject.replace(BRACKETED, (whole, inner: string) => (findTicketRefs(inner).length > 0 ? "" : whole)).trim();
}
