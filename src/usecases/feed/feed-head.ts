import type { FeedHints, FeedMark, FeedStore } from "../ports/feed-store.ts";

/** How often the feed is looked at while somebody waits: the guarantee behind the hints. */
const LOOK_EVERY_MS = 1_000;

/** Less than any position, and than that of a feed without events. */
const BEFORE_ALL = -1;

/** The end of the feed, looked at by one for all who wait in this process. */
export interface FeedHead {
  /** How far the feed goes now. However many ask, one statement at a time is under way for them. */
  look(): Promise<FeedMark>;
  /** Somebody follows from now until the function that this gives is called. While nobody does, nothing is listened to and nothing asked. */
  join(): () => void;
  /** The same as `look`, once the feed goes beyond `position`; null after `withinMs` or when `signal` is aborted. Rejects when the database fails. */
  beyond(position: number, withinMs: number, signal: AbortSignal): Promise<FeedMark | null>;
}

interface Waiter {
  readonly position: number;
  readonly take: (mark: FeedMark) => void;
  readonly fail: (error: unknown) => void;
}

export function createFeedHead({ feed, hints }: { feed: FeedStore; hints: FeedHints }): FeedHead {
  const waiting = new Set<Waiter>();
  let followers = 0;
  let stopAttending: () => void = () => undefined;
  let isUnderWay = false;
  let isAskedAgain = false;

  const lookForAll = async (): Promise<void> => {
    isUnderWay = true;
    while (isAskedAgain && waiting.size > 0) {
      isAskedAgain = false;
      // Who comes while it looks is not told by this look: they may know of something newer than it saw.
      await lookFor(feed, [...waiting]);
    }
    isUnderWay = false;
  };
  // What happens while it looks may be missed by this look: it looks once more.
  const lookSoon = () => {
    isAskedAgain = true;
    if (!isUnderWay) void lookForAll();
  };
  const attend = () => {
    const stopListening = hints.listen(lookSoon);
    const timer = setInterval(lookSoon, LOOK_EVERY_MS);
    return () => {
      clearInterval(timer);
      stopListening();
    };
  };

  return {
    look: () => lookOnce(waiting, lookSoon),
    join() {
      followers += 1;
      if (followers === 1) stopAttending = attend();
      return () => {
        followers -= 1;
        if (followers === 0) stopAttending();
      };
    },
    beyond: (position, withinMs, signal) => {
      let waiter: Waiter | undefined;
      let late: ReturnType<typeof setTimeout> | undefined;
      let giveUp: () => void = () => undefined;
      const mark = new Promise<FeedMark | null>((take, fail) => {
        giveUp = () => take(null);
        late = setTimeout(giveUp, withinMs);
        signal.addEventListener("abort", giveUp, { once: true });
        waiter = { position, take, fail };
        waiting.add(waiter);
        if (signal.aborted) giveUp();
        else lookSoon();
      });
      return mark.finally(() => {
        clearTimeout(late);
        signal.removeEventListener("abort", giveUp);
        if (waiter) waiting.delete(waiter);
      });
    },
  };
}

async function lookOnce(waiting: Set<Waiter>, lookSoon: () => void): Promise<FeedMark> {
  let waiter: Waiter | undefined;
  const mark = new Promise<FeedMark>((take, fail) => {
    waiter = { position: BEFORE_ALL, take, fail };
    waiting.add(waiter);
    lookSoon();
  });
  return await mark.finally(() => {
    if (waiter) waiting.delete(waiter);
  });
}

async function lookFor(feed: FeedStore, waiting: readonly Waiter[]): Promise<void> {
  try {
    const mark = await feed.advance();
    for (const waiter of waiting) if (mark.newest > waiter.position) waiter.take(mark);
  } catch (error) {
    for (const waiter of waiting) waiter.fail(error);
  }
}
