import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { instant } from "../../src/domain/time/instant.ts";
import { followTrouble, type Trouble } from "../../src/domain/trouble/follow-trouble.ts";

const MINUTE = 60_000;
const looks = fc.array(fc.record({ ok: fc.boolean(), afterSeconds: fc.integer({ min: 0, max: 300 }) }), {
  maxLength: 200,
});

test("whatever the looks, troubles and recoveries are told in turn, and none sooner than three minutes after the one before", () => {
  fc.assert(
    fc.property(looks, (all) => {
      let trouble: Trouble | null = null;
      let now = instant(0);
      const told: { news: string; at: number }[] = [];
      for (const { ok, afterSeconds } of all) {
        now = instant(now + afterSeconds * 1000);
        const step = followTrouble(trouble, { ok, lastSuccessAt: null }, now);
        trouble = step.trouble;
        if (step.news !== null) told.push({ news: step.news, at: now });
      }
      expect(told.map(({ news }) => news)).toEqual(told.map((_, index) => (index % 2 === 0 ? "trouble" : "recovered")));
      for (const [index, { at }] of told.entries())
        expect(at - (told[index - 1]?.at ?? 0)).toBeGreaterThanOrEqual(3 * MINUTE);
    }),
  );
});
