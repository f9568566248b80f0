import { type Kysely, type RawBuilder, sql } from "kysely";
import { LANGUAGES } from "../../../domain/desk/language.ts";
import { personPatterns } from "../../../domain/privacy/person-patterns.ts";
import { PERSON_SECTIONS, type PersonStore } from "../../../usecases/ports/person-store.ts";
import type { Schema } from "../schema.ts";
import { isAddress } from "./is-address.ts";
import { listOthersTickets } from "./others-tickets.ts";
import { sectionQueries } from "./person-sections.ts";

/** What the desk holds about somebody. Every text is read once for their address: nobody waits for it but who asked. */
export function createPersonStore(db: Kysely<Schema>): PersonStore {
  return {
    async describe({ address, given }, now) {
      const person = { address, names: [], given };
      const named = await listOthersTickets(db, { person, patterns: personPatterns(person), at: now });
      const queries = sectionQueries(address, named);
      const found = [];
      for (const name of PERSON_SECTIONS) found.push({ name, rows: await rowsOf(db, queries[name]) });
      return found;
    },

    async findLanguage(address) {
      const row = await db
        .selectFrom("requester")
        .select("language")
        .where(isAddress("address", address))
        .executeTakeFirst();
      return LANGUAGES.find((language) => language === row?.language) ?? null;
    },

    async readMail(direction, id) {
      const read =
        direction === "sent"
          ? sql`select bytes from outbox where id = ${id}`
          : sql`select bytes from inbound_email join raw_mail using (sha256) where inbound_email.id = ${id}`;
      const { rows } = await (read as RawBuilder<{ bytes: Uint8Array }>).execute(db);
      const bytes = rows[0]?.bytes ?? null;
      return bytes === null || bytes.length === 0 ? null : bytes;
    },
  };
}

async function rowsOf(db: Kysely<Schema>, query: RawBuilder<unknown>): Promise<Record<string, unknown>[]> {
  // As JSON, so that instants and numbers are written as PostgreSQL writes them, whatever the client makes of their types.
  const { rows } = await sql<{
    row: Record<string, unknown>;
  }>`select to_jsonb(one) as row from (${query}) as one`.execute(db);
  return rows.map(({ row }) => row);
}
