import { expect, test } from "@jest/globals";
import { isKnownZone, offsetStretches } from "../../../../src/domain/time/zone-offsets.ts";

const DAY = 86_400_000;

test.each(["Europe/Copenhagen", "Asia/Kathmandu", "UTC", "Pacific/Chatham"])("%s is a zone", (zone) => {
  expect(isKnownZone(zone)).toBe(true);
});

test.each(["", "Mars/Olympus", "+01:00", "-0300", "Europe"])("%j is no zone", (zone) => {
  expect(isKnownZone(zone)).toBe(false);
});

test("the stretches of a year follow each other without a gap and change to the second", () => {
  const [winter, summer, again] = offsetStretches("Europe/Copenhagen", 2026);
  expect([winter, summer, again].map((stretch) => (stretch?.offsetMilliseconds ?? 0) / 3_600_000)).toEqual([1, 2, 1]);
  expect(winter?.from).toBe(Date.UTC(2026, 0, 1));
  expect([winter?.to, summer?.from]).toEqual([Date.UTC(2026, 2, 29, 1), Date.UTC(2026, 2, 29, 1)]);
  expect([summer?.to, again?.from]).toEqual([Date.UTC(2026, 9, 25, 1), Date.UTC(2026, 9, 25, 1)]);
  expect(again?.to).toBe(Date.UTC(2027, 0, 1));
});

test("in every zone of the platform the offsets are the platform's, up to the last second of each stretch", () => {
  const wrong = Intl.supportedValuesOf("timeZone").flatMap((zone) => {
    const format = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
    const offsetAt = (at: number) => Date.parse(`${format.format(at).replace(" ", "T")}Z`) - at;
    return [2011, 2024, 2026, 2027, 2030]
      .flatMap((year) => offsetStretches(zone, year))
      .flatMap(({ from, to, offsetMilliseconds }) => {
        const days = Math.ceil((to - from) / (9 * DAY));
        const asked = [...Array.from({ length: days }, (_, index) => from + index * 9 * DAY), to - 1000];
        return asked.filter((at) => offsetAt(at) !== offsetMilliseconds).map((at) => `${zone} ${at}`);
      });
  });
  expect(wrong).toEqual([]);
});
