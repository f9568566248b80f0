import type { Bilingual } from "../domain/desk/language.ts";
import type { Instant } from "../domain/time/instant.ts";
import type { ReadinessResult, Said } from "./ports/readiness.ts";

/** A check that holds. `mend`: what is worth doing all the same. */
export function fine(name: string, detail: Bilingual, mend: Bilingual | null = null): ReadinessResult {
  return { name, ok: true, ...said(detail, mend) };
}

/** A check that does not hold. `lastSuccessAt`: of what must succeed again and again, when it last did; null: never, or nobody knows. */
export function fault(
  name: string,
  detail: Bilingual,
  mend: Bilingual,
  lastSuccessAt: Instant | null = null,
): ReadinessResult {
  return { name, ok: false, ...said(detail, mend), ...(lastSuccessAt === null ? {} : { lastSuccessAt }) };
}

function said(detail: Bilingual, mend: Bilingual | null): Said & { readonly danish: Said } {
  return { detail: detail.en, mend: mend?.en ?? null, danish: { detail: detail.da, mend: mend?.da ?? null } };
}
