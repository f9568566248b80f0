/** What is known of the mail that is answered. Ids with their angle brackets; `references` oldest first. */
export interface AnsweredMail {
  readonly messageId: string | null;
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
}

export interface ThreadHeaders {
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
}

const USABLE_ID = /^<[\x21-\x3b\x3d\x3f-\x7e]{1,250}>$/;
const MAX_REFERENCES = 20;

/**
 * `In-Reply-To` and `References` of an answer, as RFC 5322 section 3.6.4 asks: the parent's references (else its only
 * In-Reply-To), then the parent itself. Ids that could not be written safely are left out, repeated ones kept once. Long threads keep the
 * first, which clients group by, and the nearest: 20 in all, so the field stays well under the limits of any server.
 */
export function threadHeaders(answered: AnsweredMail): ThreadHeaders {
  const earlier =
    answered.references.length > 0 ? answered.references : answered.inReplyTo.length === 1 ? answered.inReplyTo : [];
  const parent = answered.messageId !== null && isUsableMessageId(answered.messageId) ? answered.messageId : null;
  const chain = earlier.filter((id) => isUsableMessageId(id) && id !== parent);
  const all = [...new Set(parent === null ? chain : [...chain, parent])];
  return { inReplyTo: parent, references: capped(all) };
}

/** An id that can stand in a header as it is: angle brackets, printable ASCII without spaces, at most 252 octets. */
export function isUsableMessageId(id: string): boolean {
  return USABLE_ID.test(id);
}

function capped(ids: readonly string[]): readonly string[] {
  if (ids.length <= MAX_REFERENCES) return ids;
  return [...ids.slice(0, 1), ...ids.slice(1 - MAX_REFERENCES)];
}
