const HOURS = /^(-?)(\d{1,4})h(?:([0-5]?\d)m?)?$/;
const MINUTES = /^(-?)(\d{1,6})m$/;

/**
 * Reads working time as desk.yaml and the commands write it: `4h`, `90m`, `1h30`, `1h30m`, `-1h`, `0h`. Answers whole
 * minutes, negative for a time before something; null for anything else (interface.md, "config/desk.yaml").
 */
export function parseWorkingTime(text: string): number | null {
  const hours = HOURS.exec(text);
  if (hours) return signed(hours[1], Number(hours[2]) * 60 + Number(hours[3] ?? 0));
  const minutes = MINUTES.exec(text);
  return minutes ? signed(minutes[1], Number(minutes[2])) : null;
}

/** Writes whole minutes the way `parseWorkingTime` reads them: `4h`, `1h30`, `45m`, `-1h`, `0h`. */
export function formatWorkingTime(minutes: number): string {
  const sign = minutes < 0 ? "-" : "";
  const hours = Math.floor(Math.abs(minutes) / 60);
  const rest = Math.abs(minutes) % 60;
  if (rest === 0) return `${sign}${hours}h`;
  return hours === 0 ? `${sign}${rest}m` : `${sign}${hours}h${String(rest).padStart(2, "0")}`;
}

function signed(sign: string | undefined, minutes: number): number {
  return sign === "-" && minutes > 0 ? -minutes : minutes;
}
