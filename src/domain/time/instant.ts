/** A point in time: whole milliseconds since 1970-01-01T00:00:00Z. The brand keeps it apart from lengths and counts. */
export type Instant = number & { readonly __instant: true };

const ISO_UTC = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?Z$/;

/** Marks a number of milliseconds since the epoch as an instant. */
export function instant(epochMilliseconds: number): Instant {
  return epochMilliseconds as Instant;
}

/** Reads `YYYY-MM-DDTHH:MM:SS[.mmm]Z`; null for anything else, impossible dates included. */
export function parseInstant(text: string): Instant | null {
  if (!ISO_UTC.test(text)) return null;
  const milliseconds = Date.parse(text);
  if (Number.isNaN(milliseconds)) return null;
  // Date.parse rolls 2026-02-30 over in some engines: an instant must print as it was read.
  return formatInstant(instant(milliseconds)).slice(0, 19) === text.slice(0, 19) ? instant(milliseconds) : null;
}

/** `YYYY-MM-DDTHH:MM:SS.mmmZ`. */
export function formatInstant(at: Instant): string {
  return new Date(at).toISOString();
}
