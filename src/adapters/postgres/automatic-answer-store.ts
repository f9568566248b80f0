import { type Insertable, type Kysely, sql } from "kysely";
import type { AutomaticAnswerStore, SentAutomaticAnswers } from "../../usecases/ports/automatic-answer-store.ts";
import { toColumn } from "./instant-column.ts";
import { prepare } from "./prepare.ts";
import type { Schema } from "./schema.ts";

const insertAnswer = prepare((db, row: Insertable<Schema["automatic_answer"]>) =>
  db.insertInto("automatic_answer").values({ ...row }),
);

export function createAutomaticAnswerStore(db: Kysely<Schema>): AutomaticAnswerStore {
  return {
    async record(address, at, bodyCode) {
      await insertAnswer(db, { address, domain: domainOf(address), at: toColumn(at), body_code: bodyCode });
    },

    async lock(address) {
      await sql`select pg_advisory_xact_lock(hashtextextended(${`automatic answer ${address}`}, 0))`.execute(db);
    },

    async count(address, { hour, day }, bodyCode, mostInTotal = 0) {
      const [since, sinceDay] = [toColumn(hour), toColumn(day)];
      const result = await sql<SentAutomaticAnswers>`select
        (select count(*) from automatic_answer where address = ${address} and at > ${since}) as "lastHour",
        (select count(*) from automatic_answer where address = ${address} and at > ${sinceDay}) as "lastDay",
        (select count(*) from automatic_answer where domain = ${domainOf(address)} and at > ${sinceDay}) as "domainLastDay",
        (select count(*) from (select from automatic_answer where at > ${since} limit ${mostInTotal}) as counted) as "totalLastHour",
        (select count(*) from automatic_answer
          where address = ${address} and body_code = ${bodyCode} and at > ${since}) as "sameBodyLastHour"`.execute(db);
      const [row] = result.rows;
      if (row === undefined) throw new Error("a count gave no row");
      return row;
    },
  };
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1);
}
