import { type Kysely, sql } from "kysely";
import { type AuditAction, type AuditActor, SYSTEM } from "../../domain/audit/audit-event.ts";
import { instant } from "../../domain/time/instant.ts";
import type { JobName, JobRun, JobRunStore } from "../../usecases/ports/job-run-store.ts";
import { appendDeeds } from "./append-deeds.ts";
import { fromColumn } from "./instant-column.ts";
import type { Schema } from "./schema.ts";

const NIGHTLY_LOCK = 7_310_004;
const ACTIONS: Readonly<Record<JobName, Record<"ok" | "failed", AuditAction>>> = {
  backup: { ok: "backup.taken", failed: "backup.failed" },
  drill: { ok: "drill.passed", failed: "drill.failed" },
};

/** Each run is in the audit trail too, under the one who had it run. */
export function createJobRunStore(db: Kysely<Schema>, actor: AuditActor = SYSTEM): JobRunStore {
  const last = async (name: JobName, isSuccess: boolean): Promise<JobRun | null> => {
    const runs = db.selectFrom("job_run").select(["at", "ok", "detail", "at_fault"]).where("name", "=", name);
    const wanted = isSuccess ? runs.where("ok", "=", true) : runs;
    const row = await wanted.orderBy("id", "desc").limit(1).executeTakeFirst();
    if (row === undefined) return null;
    const { at_fault: atFault, ok, detail } = row;
    return { ok, detail, atFault, at: fromColumn(row.at) };
  };
  return {
    exclusively: (work) => exclusively(db, work),
    async now() {
      const result = await sql<{ now: Date }>`select desk_now() as now`.execute(db);
      return instant(result.rows[0]?.now.getTime() ?? Number.NaN);
    },
    async record(name, { ok, detail, atFault }) {
      await db.transaction().execute(async (transaction) => {
        const run = transaction.insertInto("job_run").values({ name, ok, detail, at_fault: atFault }).returning("id");
        const subject = { kind: "job-run", id: String((await run.executeTakeFirstOrThrow()).id) };
        await appendDeeds(transaction, [{ actor, action: ACTIONS[name][ok ? "ok" : "failed"], subject }]);
      });
    },
    findLast: (name) => last(name, false),
    findLastSuccess: (name) => last(name, true),
    async databaseMadeAt() {
      const result = await sql<{ at: string }>`select min(timestamp) as at from kysely_migration`.execute(db);
      return instant(Date.parse(result.rows[0]?.at ?? ""));
    },
  };
}

// The lock is of a connection that does nothing else meanwhile: a transaction of hours would keep the server from tidying up.
async function exclusively(db: Kysely<Schema>, work: () => Promise<void>): Promise<void> {
  await db.connection().execute(async (connection) => {
    const result = await sql<{ taken: boolean }>`select pg_try_advisory_lock(${NIGHTLY_LOCK}) as taken`.execute(
      connection,
    );
    if (!result.rows[0]?.taken) return;
    try {
      await work();
    } finally {
      // A connection that was lost has let go of it.
      await sql`select pg_advisory_unlock(${NIGHTLY_LOCK})`.execute(connection).catch(() => undefined);
    }
  });
}
