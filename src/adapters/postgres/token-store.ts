import { type Kysely, sql } from "kysely";
import type { TokenState, TokenStore } from "../../usecases/ports/token-store.ts";
import { fromColumn } from "./instant-column.ts";
import type { Schema } from "./schema.ts";

export function createTokenStore(db: Kysely<Schema>): TokenStore {
  return {
    async withLock(mailboxId, work) {
      await db
        .insertInto("access_token")
        .values({ mailbox_id: mailboxId })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      return await db.transaction().execute(async (transaction) => {
        const row = await transaction
          .selectFrom("access_token")
          .select("state")
          .where("mailbox_id", "=", mailboxId)
          .forUpdate()
          .executeTakeFirstOrThrow();
        // Asked for after the lock: whoever had it before may have had it for long.
        const clock = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(transaction);
        const [time] = clock.rows;
        if (!time) throw new Error("clock_timestamp() gave no row");
        const { keep, result } = await work(row.state, fromColumn(time.now));
        await transaction
          .updateTable("access_token")
          .set({ state: JSON.stringify(keep satisfies TokenState) })
          .where("mailbox_id", "=", mailboxId)
          .execute();
        return result;
      });
    },
  };
}
