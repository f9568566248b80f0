import { expect, test } from "@jest/globals";
import { formatLocalTime } from "../../../../src/domain/outbound/local-time.ts";
import { type Instant, parseInstant } from "../../../../src/domain/time/instant.ts";

const ZONE = "Europe/Copenhagen";
const at = (text: string) => parseInstant(text) as Instant;

test.each([
  ["2026-04-07T09:00:00.000Z", "tirsdag den 7. april 2026 kl. 11.00", "Tuesday 7 April 2026 at 11:00"],
  ["2026-12-31T23:30:00.000Z", "fredag den 1. januar 2027 kl. 00.30", "Friday 1 January 2027 at 00:30"],
  ["2026-03-29T00:59:59.999Z", "søndag den 29. marts 2026 kl. 01.59", "Sunday 29 March 2026 at 01:59"],
  ["2026-03-29T01:00:00.000Z", "søndag den 29. marts 2026 kl. 03.00", "Sunday 29 March 2026 at 03:00"],
])("%s is said in the desk's zone and the reader's language", (text, danish, english) => {
  expect(formatLocalTime(at(text), ZONE, "da")).toBe(danish);
  expect(formatLocalTime(at(text), ZONE, "en")).toBe(english);
});
