import { type Instant, instant } from "../../domain/time/instant.ts";
import { followTrouble, type Trouble, type TroubleStep } from "../../domain/trouble/follow-trouble.ts";
import { type TroubleNews, troubleSubject } from "../../domain/trouble/trouble-news.ts";
import { checkReadiness } from "../check-readiness.ts";
import type { Readiness, ReadinessResult } from "../ports/readiness.ts";
import type { Stores, UnitOfWork } from "../ports/unit-of-work.ts";
import { STORAGE } from "../storage-readiness.ts";
import { type TellTroubleServices, tellTrouble } from "./tell-trouble.ts";

export interface WatchTroublesDeps extends TellTroubleServices {
  readonly unitOfWork: UnitOfWork;
  readonly readiness: Readiness;
}

const UNSEEN_MS = 24 * 3_600_000;

/**
 * Looks at every readiness check, and tells operations of one that stays red for minutes, and once more when it is well again: each exactly once,
 * whichever of all processes finds out (`followTrouble` says when). While the database is away or full there is nothing to tell by: rejects, and
 * `createStorageWatch` tells of it. One
 * trouble that cannot be told of holds up no other, and is tried again at the next look. Gives how many were told of.
 */
export async function watchTroubles(deps: WatchTroublesDeps): Promise<number> {
  const { reading } = deps.unitOfWork;
  const open = new Set(await reading.troubles.listOpen());
  const { checks } = await checkReadiness(deps.readiness);
  const failures: unknown[] = [];
  let told = 0;
  for (const result of checks.filter(({ name, ok }) => name !== STORAGE && (!ok || open.has(name)))) {
    try {
      if (await follow(deps, result)) told += 1;
    } catch (error) {
      failures.push(error);
    }
  }
  if (open.size > 0) await reading.troubles.endUnseen(instant((await reading.now()) - UNSEEN_MS));
  if (failures.length > 0) throw failures[0];
  return told;
}

function follow(deps: WatchTroublesDeps, result: ReadinessResult): Promise<boolean> {
  const { name, ok, lastSuccessAt } = result;
  return deps.unitOfWork.transaction(async (stores) => {
    const known = await stores.troubles.lock(name);
    const now = await stores.now();
    const step = followTrouble(known, { ok, lastSuccessAt: lastSuccessAt ?? null }, now);
    const isOurs = await record(stores, { name, known, now }, step);
    const since = (known ?? step.trouble)?.since ?? now;
    if (!isOurs || step.news === null) return false;
    const news = { check: name, ...troubleSubject(name), since, ...sentencesOf(result) };
    if (step.news === "recovered") await tellTrouble(stores, deps, { ...news, hasRecovered: true, mend: NO_MEND });
    else await tellTrouble(stores, deps, { ...news, hasRecovered: false });
    return true;
  });
}

const NO_MEND = { da: "", en: "" };

function sentencesOf({ detail, mend, danish }: ReadinessResult): Pick<TroubleNews, "detail" | "mend"> {
  return {
    detail: { en: detail, da: danish?.detail ?? detail },
    mend: { en: mend ?? "", da: danish?.mend ?? mend ?? "" },
  };
}

/** False: another process has begun the same trouble just now. */
async function record(
  { troubles }: Stores,
  { name, known, now }: { readonly name: string; readonly known: Trouble | null; readonly now: Instant },
  { trouble }: TroubleStep,
): Promise<boolean> {
  if (known === null) return trouble === null || (await troubles.begin(name, trouble));
  await (trouble === null ? troubles.end(name, now) : troubles.update(name, trouble));
  return true;
}
