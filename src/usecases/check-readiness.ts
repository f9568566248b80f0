import type { Readiness, ReadinessCheck, ReadinessResult } from "./ports/readiness.ts";

export interface ReadinessReport {
  ok: boolean;
  checks: ReadinessResult[];
}

/** Looks at everything at once; a check that cannot look counts as one that failed. */
export async function checkReadiness(readiness: Readiness): Promise<ReadinessReport> {
  const checks = (await Promise.all(readiness.map(lookSafely))).flat();
  return { ok: checks.every((check) => check.ok), checks };
}

async function lookSafely(check: ReadinessCheck): Promise<ReadinessResult[]> {
  try {
    return await check.look();
  } catch {
    return [
      {
        name: check.name,
        ok: false,
        detail: "This could not be looked at.",
        mend: "See the database check first; the log says what failed.",
      },
    ];
  }
}
