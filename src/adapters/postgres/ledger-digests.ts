import { type Kysely, type RawBuilder, sql } from "kysely";
import { LEDGERS, type Ledger, type LedgerDigest } from "../../domain/audit/ledger-seal.ts";
import type { LedgerDigests } from "../../usecases/ports/ledger-digests.ts";
import type { Schema } from "./schema.ts";

/**
 * The columns as jsonb arrays, whose text is the same under every setting; instants as milliseconds. A migration that adds a column leaves this list
 * as it is: what was sealed without it must fit later. `words` are those that an erasure may change.
 */
const COLUMNS: Readonly<Record<Ledger, { facts: RawBuilder<unknown>; words: RawBuilder<unknown> }>> = {
  ticket_event: { facts: sql`id, ticket_id, ${ms("at")}, type, actor`, words: sql`data` },
  clock_event: { facts: sql`id, clock_id, ${ms("at")}, type, data`, words: sql`null` },
  time_entry: {
    facts: sql`id, ticket_id, ${ms("at")}, agent, minutes, cause, billable, reason, line, service, coverage`,
    words: sql`text, message_id`,
  },
  time_charge: {
    facts: sql`id, entry_id, counter_entry_id, approval_id, billed, taken_back, ${ms("at")}`,
    words: sql`null`,
  },
};

export function createLedgerDigests(db: Kysely<Schema>): LedgerDigests {
  return {
    async readEnds() {
      const ends = new Map<Ledger, number>();
      for (const ledger of LEDGERS) {
        const found = await sql<{ end: number }>`
          select coalesce(max(id), 0) as end from ${sql.table(ledger)}`.execute(db);
        ends.set(ledger, found.rows[0]?.end ?? 0);
      }
      // After the ends: whoever adds a row below one of them has begun by now.
      const found = await sql<{ horizon: string }>`
        select pg_snapshot_xmax(pg_current_snapshot())::text as horizon`.execute(db);
      return { ends, horizon: found.rows[0]?.horizon ?? "" };
    },

    async isSettled({ horizon }) {
      const found = await sql<{ settled: boolean }>`
        select pg_snapshot_xmin(pg_current_snapshot()) >= ${horizon}::xid8 as settled`.execute(db);
      return found.rows[0]?.settled ?? false;
    },

    async digest({ ledger, from, to }) {
      const { facts, words } = COLUMNS[ledger];
      const found = await sql<LedgerDigest>`
        select count(*) as rows, ${digestOf(facts)} as facts, ${digestOf(words)} as words
        from ${sql.table(ledger)} where id between ${from} and ${to}`.execute(db);
      const [digest] = found.rows;
      if (digest === undefined) throw new Error("an aggregate gave no row");
      return digest;
    },
  };
}

function ms(column: string): RawBuilder<unknown> {
  return sql`(extract(epoch from ${sql.ref(column)}) * 1000)::bigint`;
}

function digestOf(columns: RawBuilder<unknown>): RawBuilder<string> {
  return sql`encode(sha256(convert_to(
    coalesce(string_agg(jsonb_build_array(${columns})::text, E'\n' order by id), ''), 'UTF8')), 'hex')`;
}
