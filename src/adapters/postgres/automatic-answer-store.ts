import { type Kysely, sql } from "kysely";
import type { AutomaticAnswerStore } from "../../usecases/ports/automatic-answer-store.ts";
import { toColumn } from "./instant-column.ts";
import type { Schema } from "./schema.ts";

export function createAutomaticAnswerStore(db: Kysely<Schema>): AutomaticAnswerStore {
  return {
    async record(address, at, bodyCode) {
      const domain = address.slice(address.lastIndexOf("@") + 1);
      await db
        .insertInto("automatic_answer")
        .values({ address, domain, at: toColumn(at), body_code: bodyCode })
        .execute();
    },

    async lock(address) {
      await sql`select pg_advisory_xact_lock(hashtextextended(${`automatic answer ${address}`}, 0))`.execute(db);
    },

    async count(address, since, bodyCode) {
      const row = await db
        .selectFrom("automatic_answer")
        .select([
          sql<number>`count(*) filter (where address = ${address} and at > ${toColumn(since.hour)})`.as("lastHour"),
          sql<number>`count(*) filter (where address = ${address})`.as("lastDay"),
          sql<number>`count(*) filter (where domain = ${domainOf(address)})`.as("domainLastDay"),
          sql<number>`count(*) filter (where at > ${toColumn(since.hour)})`.as("totalLastHour"),
          sql<number>`count(*) filter (where address = ${address} and body_code = ${bodyCode} and at > ${toColumn(since.hour)})`.as(
            "sameBodyLastHour",
          ),
        ])
        .where("at", ">", toColumn(since.day))
        .executeTakeFirstOrThrow();
      return row;
    },
  };
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1);
}
