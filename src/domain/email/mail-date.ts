import { type Instant, instant } from "../time/instant.ts";

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/** RFC 5322 section 4.3; single letters mean nothing certain and count as UTC. Minutes east of Greenwich. */
const ZONES: Record<string, number> = {
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
  cet: 60,
  cest: 120,
  met: 60,
  mest: 120,
  bst: 60,
  jst: 540,
};
const TIME = "(\\d{1,2})[:.](\\d{2})(?:[:.](\\d{2}))?(?:\\.\\d+)?";
const ZONE = "\\s*(?:(?:utc|gmt)?([+-]\\d{1,2}:?\\d{2})|([a-z]{1,5}))?";
const USUAL = new RegExp(`(\\d{1,2})[\\s-]+([a-z]{3})[a-z]*\\.?,?[\\s-]+(\\d{2,4}),?\\s+${TIME}${ZONE}`, "i");
const UNIX = new RegExp(
  `([a-z]{3})[a-z]*\\s+(\\d{1,2}),?\\s+${TIME}\\s+(?:([a-z]{3,4})\\s+)?(\\d{4})(?:\\s*([+-]\\d{4}))?`,
  "i",
);
const ISO = new RegExp(`(\\d{4})-(\\d{2})-(\\d{2})[t\\s]+${TIME}${ZONE}`, "i");

type Pieces = { year: number; month: number; day: number; hour: string; minute: string; second: string; zone: string };

/**
 * When a Date or Received header says it was: RFC 5322 section 3.3 with the obsolete forms, the Unix form
 * (`Tue Nov 24 10:00:00 2026`) and ISO 8601. Null where it cannot be read or no such time exists. It is a claim.
 */
export function readMailDate(value: string): Instant | null {
  const text = value.slice(0, 120).replace(/\([^()]*\)/g, " ");
  const pieces = usual(text) ?? iso(text) ?? unix(text);
  if (pieces === null || pieces.month < 0) return null;
  const [hour, minute, second] = [Number(pieces.hour), Number(pieces.minute), Number(pieces.second)];
  if (hour > 23 || minute > 59 || second > 60 || pieces.day < 1 || pieces.day > 31) return null;
  const local = Date.UTC(pieces.year, pieces.month, pieces.day, hour, minute, second);
  return instant(local - zoneMinutes(pieces.zone) * 60_000);
}

function usual(text: string): Pieces | null {
  const m = USUAL.exec(text);
  if (m === null) return null;
  const clock = { hour: m[4] ?? "", minute: m[5] ?? "", second: m[6] ?? "0", zone: m[7] ?? m[8] ?? "" };
  return { year: fullYear(m[3] ?? ""), month: monthIndex(m[2]), day: Number(m[1]), ...clock };
}

function iso(text: string): Pieces | null {
  const m = ISO.exec(text);
  if (m === null) return null;
  const clock = { hour: m[4] ?? "", minute: m[5] ?? "", second: m[6] ?? "0", zone: m[7] ?? m[8] ?? "" };
  return { year: Number(m[1]), month: Number(m[2]) - 1, day: Number(m[3]), ...clock };
}

function unix(text: string): Pieces | null {
  const m = UNIX.exec(text);
  if (m === null) return null;
  const clock = { hour: m[3] ?? "", minute: m[4] ?? "", second: m[5] ?? "0", zone: m[8] ?? m[6] ?? "" };
  return { year: Number(m[7]), month: monthIndex(m[1]), day: Number(m[2]), ...clock };
}

function monthIndex(name: string | undefined): number {
  return MONTHS.indexOf((name ?? "").toLowerCase());
}

/** RFC 5322 section 4.3: two digits up to 49 are this century, three digits count from 1900. */
function fullYear(digits: string): number {
  const year = Number(digits);
  if (digits.length === 2) return year < 50 ? 2000 + year : 1900 + year;
  return digits.length === 3 ? 1900 + year : year;
}

function zoneMinutes(zone: string): number {
  const match = /^([+-])(\d{1,2}):?(\d{2})$/.exec(zone);
  if (match === null) return ZONES[zone.toLowerCase()] ?? 0;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === "-" ? -minutes : minutes;
}
