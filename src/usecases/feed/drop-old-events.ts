import { instant } from "../../domain/time/instant.ts";
import type { FeedStore } from "../ports/feed-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";

/** So long may somebody who follows stay away without missing anything. */
export const FEED_KEPT_DAYS = 7;

const DAY_MS = 86_400_000;
const DROPPED_AT_ONCE = 1_000;

/** Drops what is too old to be told; gives how many. What nobody has asked for yet is put in its place before, so that who comes back knows of the gap. */
export async function dropOldEvents(feed: FeedStore, { now }: Pick<Stores, "now">): Promise<number> {
  await feed.advance();
  const before = instant((await now()) - FEED_KEPT_DAYS * DAY_MS);
  let dropped = 0;
  for (;;) {
    const some = await feed.dropBefore(before, DROPPED_AT_ONCE);
    dropped += some;
    if (some < DROPPED_AT_ONCE) return dropped;
  }
}
