import { Temporal } from "temporal-polyfill";
import type { Instant } from "./instant.ts";

/** The date (`YYYY-MM-DD`) that the wall of a zone shows at an instant. Throws RangeError for an unknown zone. */
export function localDateAt(at: Instant, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate().toString();
}
