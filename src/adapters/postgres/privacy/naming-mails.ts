import { type Kysely, type RawBuilder, sql } from "kysely";
import type { WordPattern } from "../../../domain/privacy/person-patterns.ts";
import type { ErasureOrder, NamingMail } from "../../../usecases/ports/erasure-store.ts";
import { toColumn } from "../instant-column.ts";
import type { Schema } from "../schema.ts";
import { MAIL_HOLDS_BASE64, mailHolds } from "./mail-holds.ts";
import { mailsOfTickets } from "./mails-of-tickets.ts";
import { IS_UNTICKETED } from "./unticketed-mails.ts";

/** Of so many inbound emails a statement reads what is on no ticket, whole mails with their files: far below the time it may take. */
const PIECE = 500;

/**
 * Raw mails of a ticket, or of none, that came by then and may name the person, one at a time: what is on a ticket is read whole, since words may stand
 * encoded; what is on none, where the beginning of the address or a given name stands in the clear, or where text may be encoded.
 */
export async function* listNamingMails(
  db: Kysely<Schema>,
  { patterns, at }: Pick<ErasureOrder, "patterns" | "at">,
  ticketId: number | null,
): AsyncGenerator<NamingMail> {
  const until = toColumn(at);
  if (ticketId !== null) yield* listMails(db, until, sql`inbound_email.id in (${mailsOfTickets([ticketId])})`);
  else yield* listUnticketed(db, until, mayName([patterns.address, patterns.given]));
}

async function* listUnticketed(
  db: Kysely<Schema>,
  until: Date,
  isMeant: RawBuilder<boolean>,
): AsyncGenerator<NamingMail> {
  const ends = await sql<{ last: number | null }>`select max(id) as last from inbound_email`.execute(db);
  const last = ends.rows[0]?.last ?? -1;
  for (let from = 0; from <= last; from += PIECE) {
    const inPiece = sql`inbound_email.id >= ${from}::bigint and inbound_email.id < ${from + PIECE}::bigint`;
    yield* listMails(db, until, sql`${inPiece} and ${IS_UNTICKETED} and ${isMeant}`);
  }
}

async function* listMails(db: Kysely<Schema>, until: Date, isMeant: RawBuilder<unknown>): AsyncGenerator<NamingMail> {
  const { rows } = await sql<{ sha256: string }>`
    select distinct sha256 from inbound_email join raw_mail using (sha256)
    where coalesce(internal_date, accepted_at) <= ${until} and state <> 'accepted' and bytes <> '' and ${isMeant}`.execute(
    db,
  );
  for (const { sha256 } of rows) {
    const found = await db.selectFrom("raw_mail").select("bytes").where("sha256", "=", sha256).executeTakeFirst();
    if (found !== undefined) yield { sha256, bytes: found.bytes };
  }
}

function mayName(patterns: readonly (WordPattern | null)[]): RawBuilder<boolean> {
  const isEverything = patterns.some((one) => one !== null && one.anchors.length === 0);
  if (isEverything) return sql`true`;
  return sql`(${mailHolds(patterns.flatMap((one) => one?.anchors ?? []))} or ${MAIL_HOLDS_BASE64})`;
}
