const HH_MM = /^(\d{2}):(\d{2})$/;

/** Reads `HH:MM` from `00:00` to `24:00` as minutes since midnight; null for anything else, seconds included. */
export function parseWallTime(text: string): number | null {
  const [, hours, minutes] = HH_MM.exec(text) ?? [];
  if (hours === undefined || minutes === undefined || Number(minutes) > 59) return null;
  const total = Number(hours) * 60 + Number(minutes);
  return total <= 1440 ? total : null;
}
