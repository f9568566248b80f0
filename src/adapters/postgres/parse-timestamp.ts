/**
 * A timestamptz of a session in UTC, as PostgreSQL writes it; null for any other text, such as `infinity`, an offset, or a
 * year that is not of four digits. The engine reads ISO 8601 five times as fast as a parser for all of them, and an audit
 * reads ten million of these.
 */
export function parseTimestamp(text: string): Date | null {
  if (!text.endsWith("+00")) return null;
  const date = new Date(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`);
  return Number.isNaN(date.getTime()) ? null : date;
}
