import { type Kysely, sql } from "kysely";
import { keepAwake } from "../../usecases/keep-awake.ts";
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
        const begun = await transaction
          .selectFrom("access_token_attempt")
          .select("begun_at")
          .where("mailbox_id", "=", mailboxId)
          .executeTakeFirst();
        const attempt = {
          unfinishedAt: begun === undefined ? null : fromColumn(begun.begun_at),
          begin: () => noteAttempt(db, mailboxId),
        };
        const { keep, result } = await keepAwake(
          () => sql`select`.execute(transaction),
          () => work(row.state, fromColumn(time.now), attempt),
        );
        await transaction.deleteFrom("access_token_attempt").where("mailbox_id", "=", mailboxId).execute();
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

// By a connection of its own, so that it stands whatever becomes of the transaction around the attempt.
async function noteAttempt(db: Kysely<Schema>, mailboxId: number): Promise<void> {
  await db
    .insertInto("access_token_attempt")
    .values({ mailbox_id: mailboxId, begun_at: sql<Date>`clock_timestamp()` })
    .onConflict((conflict) => conflict.column("mailbox_id").doNothing())
    .execute();
}
