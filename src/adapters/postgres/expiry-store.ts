import type { Kysely } from "kysely";
import type { ExpiryStore } from "../../usecases/ports/expiry-store.ts";
import type { Schema } from "./schema.ts";

export function createExpiryStore(db: Kysely<Schema>): ExpiryStore {
  return {
    async readToldExpiry(mailboxId) {
      const row = await db
        .selectFrom("access_token")
        .select("state")
        .where("mailbox_id", "=", mailboxId)
        .executeTakeFirst();
      const state = row?.state ?? null;
      return state === null || state.isRefreshRolling ? null : state.refreshExpiresAt;
    },

    async claimWarning(mailboxId, warning) {
      const row = await db
        .insertInto("access_token")
        .values({ mailbox_id: mailboxId, warned_of: warning })
        .onConflict((conflict) =>
          conflict
            .column("mailbox_id")
            .doUpdateSet({ warned_of: warning })
            .where("access_token.warned_of", "is distinct from", warning),
        )
        .returning("mailbox_id")
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}
