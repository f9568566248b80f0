import { type Kysely, sql } from "kysely";
import { instant } from "../../domain/time/instant.ts";
import type { JobName, JobRun, JobRunStore } from "../../usecases/ports/job-run-store.ts";
import { fromColumn } from "./instant-column.ts";
import type { Schema } from "./schema.ts";

export function createJobRunStore(db: Kysely<Schema>): JobRunStore {
  const last = async (name: JobName, isSuccess: boolean): Promise<JobRun | null> => {
    const runs = db.selectFrom("job_run").select(["at", "ok", "detail"]).where("name", "=", name);
    const wanted = isSuccess ? runs.where("ok", "=", true) : runs;
    const row = await wanted.orderBy("id", "desc").limit(1).executeTakeFirst();
    return row === undefined ? null : { ...row, at: fromColumn(row.at) };
  };
  return {
    async now() {
      const result = await sql<{ now: Date }>`select desk_now() as now`.execute(db);
      return instant(result.rows[0]?.now.getTime() ?? Number.NaN);
    },
    async record(name, { ok, detail }) {
      await db.insertInto("job_run").values({ name, ok, detail }).execute();
    },
    findLast: (name) => last(name, false),
    findLastSuccess: (name) => last(name, true),
    async databaseMadeAt() {
      const result = await sql<{ at: string }>`select min(timestamp) as at from kysely_migration`.execute(db);
      return instant(Date.parse(result.rows[0]?.at ?? ""));
    },
  };
}
