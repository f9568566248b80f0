import type { Instant } from "../../domain/time/instant.ts";
import type { JobRunStore } from "../ports/job-run-store.ts";
import type { ReadinessCheck, ReadinessResult } from "../ports/readiness.ts";

/** A day, and two hours for the backup itself. */
const STALE_MS = 26 * 3_600_000;

/**
 * Red when the last backup or drill failed, or when none was taken for 26 hours; fine where backups are not this desk's (`isOurs` false), and until
 * a new database has had its first night.
 */
export function backupReadiness(runs: JobRunStore, isOurs: boolean): ReadinessCheck {
  return {
    name: "backup",
    async look() {
      if (!isOurs) return [];
      const [now, madeAt] = [await runs.now(), await runs.databaseMadeAt()];
      return [await judgeBackup(runs, now, madeAt), ...(await judgeDrill(runs))];
    },
  };
}

async function judgeBackup(runs: JobRunStore, now: Instant, madeAt: Instant): Promise<ReadinessResult> {
  const last = await runs.findLast("backup");
  if (last?.ok === false)
    return red("backup", `The last backup failed: ${last.detail}`, "svartid backup tries again at once.");
  if (now - (last?.at ?? madeAt) > STALE_MS) {
    return red(
      "backup",
      "No backup was taken for over 26 hours.",
      "See that a process with the role worker runs; svartid backup takes one at once.",
    );
  }
  return fine("backup", last === null ? "The first backup is taken tonight." : `The last backup is ${last.detail}.`);
}

async function judgeDrill(runs: JobRunStore): Promise<ReadinessResult[]> {
  const last = await runs.findLast("drill");
  if (last === null) return [];
  if (last.ok) return [fine("drill", `The last drill: ${last.detail}.`)];
  return [
    red(
      "drill",
      `The last backup could not be restored: ${last.detail}`,
      "Take another with svartid backup, then run svartid drill; keep the older backups until it passes.",
    ),
  ];
}

function fine(name: string, detail: string): ReadinessResult {
  return { name, ok: true, detail, mend: null };
}

function red(name: string, detail: string, mend: string): ReadinessResult {
  return { name, ok: false, detail, mend };
}
