import type { JobRun } from "../ports/job-run-store.ts";
import type { DrillResult } from "./drill.ts";
import type { TakenBackup } from "./take-backup.ts";

/** What is kept of a run; null: another process was at it, and there is nothing to keep. */
export type RunOutcome = Pick<JobRun, "ok" | "detail" | "atFault"> | null;

export function outcomeOfBackup(taken: TakenBackup): RunOutcome {
  switch (taken.kind) {
    case "busy":
      return null;
    case "full":
      return { ok: false, detail: fullSentence(taken), atFault: null };
    case "taken":
      return { ok: true, detail: `${taken.name}, ${taken.bytes} bytes`, atFault: null };
  }
}

export function outcomeOfDrill(result: DrillResult): RunOutcome {
  switch (result.kind) {
    case "busy":
      return null;
    case "none":
      return {
        ok: false,
        detail: "no backup is in the folder of this process; give every worker the same folder.",
        atFault: null,
      };
    case "done":
      return { ok: result.report.ok, detail: drillSentence(result), atFault: result.report.atFault };
  }
}

export function outcomeOfError(error: unknown): RunOutcome {
  const isTold = typeof error === "object" && error !== null && "message" in error;
  return { ok: false, detail: isTold ? String(error.message) : String(error), atFault: null };
}

/** What to tell of a disk that would not hold another backup. */
export function fullSentence({ freeBytes, neededBytes }: { freeBytes: number; neededBytes: number }): string {
  const megabytes = (bytes: number) => `${Math.ceil(bytes / 1_000_000)} MB`;
  return `The disk of the backups has ${megabytes(freeBytes)} free and a backup may need ${megabytes(neededBytes)}. Make room, or keep fewer days (backup.keepDays).`;
}

function drillSentence({ path, rows, report }: DrillResult & { kind: "done" }): string {
  const faults = report.checks.flatMap((check) => check.faults).slice(0, 3);
  return [`${path} restored, ${rows} rows, ${report.unaccounted} unaccounted`, ...faults].join("; ");
}
