import { expect, test } from "@jest/globals";
import { createFeedHead } from "../../../../src/usecases/feed/feed-head.ts";
import type { FeedMark, FeedStore } from "../../../../src/usecases/ports/feed-store.ts";

function feedThatWaits() {
  const asked: { give: (newest: number) => void; fail: (error: Error) => void }[] = [];
  const advance = () =>
    new Promise<FeedMark>((take, fail) => {
      asked.push({ give: (newest) => take({ generation: 0, newest, droppedThrough: 0 }), fail });
    });
  const feed: FeedStore = {
    advance,
    list: () => Promise.reject(new Error("not asked")),
    dropBefore: () => Promise.reject(new Error("not asked")),
  };
  const head = createFeedHead({ feed, hints: { listen: () => () => undefined } });
  return { asked, head };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("however many look, one statement at a time is under way", async () => {
  const { asked, head } = feedThatWaits();
  const first = head.look();
  const others = Array.from({ length: 50 }, () => head.look());
  expect(asked).toHaveLength(1);
  asked[0]?.give(4);
  expect((await first).newest).toBe(4);
  await settled();
  expect(asked).toHaveLength(2);
  asked[1]?.give(7);
  expect(new Set((await Promise.all(others)).map(({ newest }) => newest))).toEqual(new Set([7]));
  await settled();
  expect(asked).toHaveLength(2);
});

test("whoever looks while the database fails is told, and who looks after is not", async () => {
  const { asked, head } = feedThatWaits();
  const first = head.look();
  asked[0]?.fail(new Error("gone"));
  await expect(first).rejects.toThrow("gone");
  const next = head.look();
  asked[1]?.give(0);
  expect(await next).toMatchObject({ newest: 0 });
});
