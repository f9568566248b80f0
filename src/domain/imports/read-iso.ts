import { type Instant, instant } from "../time/instant.ts";

const ISO = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?\s?(Z|UTC|[+-]\d{2}:?\d{2})$/i;
const EARLIEST = Date.UTC(1990, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);

/** ISO 8601 with an offset or Z, to the millisecond; null for days and hours that do not exist and years nobody ran a desk in. */
export function readIso(text: string): Instant | null {
  const [, year, month, day, hour, minute, second, fraction = "", zone = "Z"] = ISO.exec(text.trim()) ?? [];
  if (year === undefined) return null;
  const [y, mo, d, h, mi, s] = [year, month, day, hour, minute, second].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const at = Date.UTC(y, mo - 1, d, h, mi, s, Number(fraction.slice(0, 3).padEnd(3, "0")));
  const shown = new Date(at);
  const exists = shown.getUTCMonth() === mo - 1 && shown.getUTCDate() === d && h < 24 && mi < 60 && s < 60;
  const offset = offsetMinutes(zone);
  if (!exists || offset === null || at < EARLIEST || at > LATEST) return null;
  return instant(at - offset * 60_000);
}

function offsetMinutes(zone: string): number | null {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
  if (sign === undefined) return 0;
  const length = Number(hours) * 60 + Number(minutes);
  return Number(hours) > 14 || Number(minutes) > 59 ? null : (sign === "-" ? -1 : 1) * length;
}
