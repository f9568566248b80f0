import { type RawBuilder, sql } from "kysely";

/**
 * Whether the bytes of a mail hold one of these ASCII words, whatever their case, in the clear. Quoted-printable (RFC 2045 section 6.7) breaks lines
 * anywhere, and leaves such words as they are but for that.
 */
export function mailHolds(words: readonly string[]): RawBuilder<boolean> {
  if (words.length === 0) return sql`false`;
  const sought = words.map((word) => word.toLowerCase());
  // Written out once a mail and not once a word, of which there may be hundreds.
  return sql`exists (
    with mail as materialized (select ${CLEAR} as words)
    select from mail, unnest(${sought}::text[]) as word where position((word collate "C") in mail.words) > 0)`;
}

/** Whether a part of it, or a word of its headers (RFC 2047 section 4.1), is in base64, where nothing can be seen from here. */
export const MAIL_HOLDS_BASE64 = sql`${clear()} ~ 'content-transfer-encoding:[[:space:]]*base64|=[?][a-z0-9_-]+[?]b[?]'`;

const CLEAR = clear();

/** Where the headers of a mail stand, and the beginning of its words. */
const HEAD_BYTES = 16_384;

/** The beginning of the bytes of a mail as text in small ASCII letters, in the clear. */
export const HEAD_OF_MAIL = clear(sql`substring(bytes for ${sql.lit(HEAD_BYTES)})`);

function clear(of: RawBuilder<unknown> = sql`bytes`): RawBuilder<string> {
  return sql`replace(replace(lower(encode(${of}, 'escape') collate "C"), E'=\\015\n', ''), E'=\n', '')`;
}
