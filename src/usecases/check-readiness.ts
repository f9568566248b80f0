import type { Readiness, ReadinessCheck, ReadinessResult } from "./ports/readiness.ts";
import { fault } from "./readiness-result.ts";
import { STORAGE } from "./storage-readiness.ts";

export interface ReadinessReport {
  ok: boolean;
  checks: ReadinessResult[];
}

const DATABASE = "database";

/**
 * Looks at everything at once; a check that cannot look counts as one that failed. While the database is away that is said once: what
 * could not be looked at for want of it has nothing to add.
 */
export async function checkReadiness(readiness: Readiness): Promise<ReadinessReport> {
  const looked = await Promise.all(readiness.map(async (check) => ({ check, results: await lookSafely(check) })));
  const isAway = looked.some(({ results }) => results?.some(({ name, ok }) => name === DATABASE && !ok));
  const checks = looked
    .flatMap(({ check, results }) => results ?? (isAway ? [] : [unseen(check)]))
    // That it stored a moment ago is no comfort.
    .filter(({ name, ok }) => !(isAway && ok && name === STORAGE));
  return { ok: checks.every((check) => check.ok), checks };
}

async function lookSafely(check: ReadinessCheck): Promise<ReadinessResult[] | null> {
  try {
    return await check.look();
  } catch {
    return null;
  }
}

function unseen({ name }: ReadinessCheck): ReadinessResult {
  return fault(
    name,
    { en: "This could not be looked at.", da: "Dette kunne ikke undersøges." },
    {
      en: "See the database check first; the log says what failed.",
      da: "Se først på databasen; loggen siger, hvad der gik galt.",
    },
  );
}
