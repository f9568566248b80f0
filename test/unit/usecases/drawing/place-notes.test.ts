import { expect, test } from "@jest/globals";
import { instant } from "../../../../src/domain/time/instant.ts";
import { placeNotes } from "../../../../src/usecases/drawing/place-notes.ts";

const space = {
  xOf: (minute: number) => minute,
  labelOf: ({ text }: { text: string }) => text,
  widthOf: (label: string) => label.length * 7,
  right: 1000,
};

function place(...notes: [minute: number, text: string][]) {
  return placeNotes(
    notes.map(([minute, text]) => ({ at: instant(minute), minute, text, tone: "plain" as const })),
    space,
  );
}

test("notes apart stand on one line, and in the order in which they happened", () => {
  expect(place([100, "first"], [400, "second"]).map(({ label, line, x }) => [label, line, x])).toEqual([
    ["first", 0, 100],
    ["second", 0, 400],
  ]);
});

test("notes close together stand on lines of their own, the earlier one lower, so that no leader crosses a text", () => {
  expect(place([100, "a long text"], [120, "another one"], [140, "the last"]).map(({ line }) => line)).toEqual([
    2, 1, 0,
  ]);
});

test("a text that would leave the drawing ends at its edge", () => {
  const [placed] = place([990, "near the edge"]);
  expect(placed).toMatchObject({ x: 990, textX: 1000 - 13 * 7 });
});

test("no two texts meet, however many notes there are", () => {
  const notes = Array.from({ length: 40 }, (_, index): [number, string] => [
    (index * 37) % 1000,
    "x".repeat(3 + ((index * 7) % 30)),
  ]);
  const placed = place(...notes.sort(([one], [other]) => one - other));
  for (const [index, one] of placed.entries()) {
    for (const other of placed.slice(index + 1)) {
      const apart = one.textX + one.label.length * 7 < other.textX || other.textX + other.label.length * 7 < one.textX;
      expect(one.line !== other.line || apart).toBe(true);
    }
  }
});
