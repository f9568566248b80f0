const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;
const DAY_MS = 86_400_000;

type Filter = (value: unknown, argument?: unknown) => string | number;

/** How values are written for people. Times take milliseconds or ISO 8601, and give text in the desk's zone. */
export function createFilters(zone: string): Record<string, Filter> {
  const time = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return {
    localtime: (value) => time.format(readTime(value)),
    iso: (value) => new Date(readTime(value)).toISOString(),
    ago: (value, now) => `${span(Number(now) - readTime(value))} ago`,
    span: (value) => span(Number(value)),
    minutes: (value) => minutes(Number(value)),
    words: (value) => String(value).replaceAll("_", " "),
    bytes: (value) => bytes(Number(value)),
    plainname: (value) => plainName(String(value)),
  };
}

function readTime(value: unknown): number {
  return typeof value === "number" ? value : Date.parse(String(value));
}

/** A length of everyday time, in its largest fitting unit. */
function span(milliseconds: number): string {
  const whole = Math.max(0, milliseconds);
  if (whole < MINUTE_MS) return `${Math.floor(whole / 1000)} s`;
  if (whole < DAY_MS * 2) return minutes(Math.floor(whole / MINUTE_MS));
  return `${Math.floor(whole / DAY_MS)} days`;
}

/** A length of working time: working days differ in length, so hours are the largest unit. */
function minutes(total: number): string {
  const whole = Math.abs(Math.trunc(total));
  const [hours, rest] = [Math.floor(whole / HOUR_MINUTES), whole % HOUR_MINUTES];
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

function bytes(count: number): string {
  if (count < 1000) return `${count} B`;
  return count < 1_000_000 ? `${Math.round(count / 1000)} kB` : `${(count / 1_000_000).toFixed(1)} MB`;
}

/** A file's name with nothing in it that turns, hides or breaks text: for showing only. */
function plainName(name: string): string {
  return name
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "�")
    .slice(0, 200);
}
