import { Temporal } from "temporal-polyfill";
import { type Instant, instant } from "./instant.ts";

/** A stretch `[from, to)` in which local wall time is UTC plus one constant offset. */
export interface OffsetStretch {
  readonly from: Instant;
  readonly to: Instant;
  readonly offsetMilliseconds: number;
}

// Offsets are facts of the IANA database: asked once per zone and year, the same for every calendar.
const known = new Map<string, Map<number, readonly OffsetStretch[]>>();

/** Whether the IANA database knows the zone. Fixed offsets such as `+01:00` are no zones: they know no daylight saving. */
export function isKnownZone(zone: string): boolean {
  if (/^[+-]/.test(zone)) return false;
  try {
    zoned(instant(0), zone);
    return true;
  } catch (error) {
    if (error instanceof RangeError || (error as { name?: unknown }).name === "RangeError") return false;
    throw error;
  }
}

/**
 * The offsets of a zone in one UTC year, in order, without gaps, from January 1st 00:00Z to the next.
 * Throws RangeError for an unknown zone: ask `isKnownZone` first.
 */
export function offsetStretches(zone: string, utcYear: number): readonly OffsetStretch[] {
  const years = known.get(zone) ?? new Map<number, readonly OffsetStretch[]>();
  const cached = years.get(utcYear);
  if (cached !== undefined) return cached;
  const stretches = readStretches(zone, utcYear);
  years.set(utcYear, stretches);
  known.set(zone, years);
  return stretches;
}

function readStretches(zone: string, utcYear: number): OffsetStretch[] {
  const end = instant(Date.UTC(utcYear + 1, 0, 1));
  const stretches: OffsetStretch[] = [];
  let from = instant(Date.UTC(utcYear, 0, 1));
  while (from < end) {
    const here = zoned(from, zone);
    const next = here.getTimeZoneTransition("next")?.epochMilliseconds ?? end;
    const to = instant(Math.min(next, end));
    stretches.push({ from, to, offsetMilliseconds: here.offsetNanoseconds / 1e6 });
    from = to;
  }
  return stretches;
}

function zoned(at: Instant, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
}
