import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { agreedUntil } from "../../../../src/domain/agreement/agreed-until.ts";
import { formatLocalDate, localDate } from "../../../../src/domain/time/local-date.ts";

test.each([
  ["2026-12-31", null, "2027-06-01", "2026-12-31", "it does not renew itself"],
  ["2026-12-31", 12, "2026-12-31", "2026-12-31", "the last day still belongs to the term"],
  ["2026-12-31", 12, "2027-01-01", "2027-12-31", "the day after begins the next"],
  ["2026-12-31", 12, "2031-05-05", "2031-12-31", "many renewals later"],
  ["2026-01-31", 1, "2026-02-10", "2026-02-28", "a shorter month ends earlier"],
  ["2026-01-31", 1, "2026-03-01", "2026-03-31", "and the day comes back"],
  ["2024-02-29", 12, "2024-03-01", "2025-02-28", "a leap day"],
  ["2024-02-29", 12, "2027-03-01", "2028-02-29", "and the next leap day"],
])("to %s, renewed for %s months: on %s the term lasts until %s: %s", (to, renewalMonths, today, until, _why) => {
  expect(agreedUntil({ to, renewalMonths }, today)).toBe(until);
});

test("the term is the first that has not passed: no day is skipped, none is given twice", () => {
  const day = fc.integer({ min: 18_000, max: 40_000 });
  fc.assert(
    fc.property(day, day, fc.integer({ min: 1, max: 120 }), (to, today, renewalMonths) => {
      const agreement = { to: formatLocalDate(localDate(to)), renewalMonths };
      const now = formatLocalDate(localDate(today));
      const until = agreedUntil(agreement, now);
      expect(until >= now || until === agreement.to).toBe(true);
      // On its own last day the term is the same, and the day after belongs to another.
      expect(agreedUntil(agreement, until)).toBe(until);
      const [year = 0, month = 1, date = 1] = until.split("-").map(Number);
      const next = new Date(Date.UTC(year, month - 1, date + 1)).toISOString().slice(0, 10);
      if (now >= agreement.to) expect(agreedUntil(agreement, next) > until).toBe(true);
    }),
  );
});
