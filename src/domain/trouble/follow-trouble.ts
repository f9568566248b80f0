import type { Instant } from "../time/instant.ts";

/** A readiness check that was found red, from then until it has been green for a while. */
export interface Trouble {
  readonly since: Instant;
  readonly seenAt: Instant;
  /** How long it was seen red, all its times together. */
  readonly redMs: number;
  /** Since when it is green; null while it is red. */
  readonly greenSince: Instant | null;
  /** When people were told of it; null: they were not. */
  readonly toldAt: Instant | null;
}

/** What one look at a check found. `lastSuccessAt`: since when nothing succeeded, where the check knows. */
export interface TroubleLook {
  readonly ok: boolean;
  readonly lastSuccessAt: Instant | null;
}

export interface TroubleStep {
  /** Null: there is no trouble, or it is over. */
  readonly trouble: Trouble | null;
  readonly news: "trouble" | "recovered" | null;
}

const TOLD_AFTER_MS = 3 * 60_000;
/** What has just started has not succeeded yet, and is given time to. */
const SEEN_AT_LEAST_MS = 30_000;
/** Longer than what must succeed may be silent before it is red: one success among many failures is no recovery. */
const OVER_AFTER_MS = 5 * 60_000;
/** Looks are seconds apart: what was between two that are not, nobody saw. */
const LONGEST_GAP_MS = 60_000;

/**
 * What follows from a look at a check of which `known` was known. People are told once it was red for three minutes, or for half a minute
 * where nothing has succeeded for three; and that it recovered once it has been green for five without a break. What comes and goes faster is
 * one trouble: its red times add up, and its green ones tell nobody anything.
 */
export function followTrouble(known: Trouble | null, look: TroubleLook, now: Instant): TroubleStep {
  if (look.ok) return known === null ? NOTHING : followGreen(known, now);
  const gapMs = known === null || known.greenSince !== null ? 0 : Math.min(now - known.seenAt, LONGEST_GAP_MS);
  const redMs = (known?.redMs ?? 0) + Math.max(0, gapMs);
  const trouble = { since: known?.since ?? look.lastSuccessAt ?? now, seenAt: now, redMs, greenSince: null };
  const toldAt = known?.toldAt ?? null;
  const withoutMs = look.lastSuccessAt === null ? 0 : now - look.lastSuccessAt;
  const isDue = toldAt === null && redMs >= SEEN_AT_LEAST_MS && Math.max(redMs, withoutMs) >= TOLD_AFTER_MS;
  return isDue
    ? { trouble: { ...trouble, toldAt: now }, news: "trouble" }
    : { trouble: { ...trouble, toldAt }, news: null };
}

const NOTHING: TroubleStep = { trouble: null, news: null };

function followGreen(known: Trouble, now: Instant): TroubleStep {
  const greenSince = known.greenSince ?? now;
  if (now - greenSince < OVER_AFTER_MS) return { trouble: { ...known, seenAt: now, greenSince }, news: null };
  return { trouble: null, news: known.toldAt === null ? null : "recovered" };
}
