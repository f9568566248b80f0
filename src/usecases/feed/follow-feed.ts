import { describeFeedRow, type FeedEvent } from "../../domain/feed/feed-event.ts";
import { type FeedPlace, writeFeedPlace } from "../../domain/feed/feed-place.ts";
import type { FeedFilter, FeedMark, FeedStore } from "../ports/feed-store.ts";
import type { FeedHead } from "./feed-head.ts";

/** How many events are read at once, and so held for one who follows. */
export const FEED_PAGE = 200;

/**
 * What somebody who follows is given. `id`: the place to go on from afterwards. `began`: nothing was asked for from before. `gap`: what
 * happened since the place that was asked for is not known any more, or it was a place in another history: all must be read anew.
 * `events` may be none: then nothing that was asked for happened for a while.
 */
export type FeedPart =
  | { readonly kind: "began" | "gap"; readonly id: string }
  | { readonly kind: "events"; readonly id: string; readonly events: readonly FeedEvent[] };

export interface FollowRequest {
  /** The place after which to begin; null: now. */
  readonly after: FeedPlace | null;
  readonly filter: FeedFilter;
  /** How long it may be silent, in milliseconds. */
  readonly quietMs: number;
  readonly signal: AbortSignal;
}

/**
 * The feed from a place on, without end: each event once, in order, none left out. It reads on only when it is asked for more, so that whoever
 * is slow holds one page and no more. Ends when `signal` is aborted; rejects when the database fails, and can be begun again from the last `id`.
 */
export async function* followFeed(
  { feed, head }: { feed: FeedStore; head: FeedHead },
  { after, filter, quietMs, signal }: FollowRequest,
): AsyncGenerator<FeedPart, void, void> {
  const leave = head.join();
  try {
    const mark = await head.look();
    const { generation } = mark;
    const isKnown = after !== null && isPlaceIn(mark, after);
    const position = isKnown ? after.position : mark.newest;
    if (!isKnown) yield { kind: after === null ? "began" : "gap", id: writeFeedPlace({ generation, position }) };
    yield* followFrom({ feed, head }, mark, position, { filter, quietMs, signal });
  } finally {
    leave();
  }
}

async function* followFrom(
  { feed, head }: { feed: FeedStore; head: FeedHead },
  from: FeedMark,
  begin: number,
  { filter, quietMs, signal }: Omit<FollowRequest, "after">,
): AsyncGenerator<FeedPart, void, void> {
  const { generation } = from;
  let mark = from;
  let position = begin;
  while (!signal.aborted) {
    const range = { after: position, through: mark.newest, limit: FEED_PAGE };
    const { rows, droppedThrough } = await feed.list(range, filter);
    // What was to be told next became too old while what came before was taken.
    if (droppedThrough > position) {
      mark = await head.look();
      position = mark.newest;
      yield { kind: "gap", id: writeFeedPlace({ generation, position }) };
      continue;
    }
    const last = rows.length === FEED_PAGE ? rows.at(-1) : undefined;
    position = last?.position ?? mark.newest;
    const events = rows.map((row) => describeFeedRow(generation, row));
    yield { kind: "events", id: writeFeedPlace({ generation, position }), events };
    if (last === undefined) mark = (await head.beyond(position, quietMs, signal)) ?? mark;
  }
}

function isPlaceIn({ generation, newest, droppedThrough }: FeedMark, place: FeedPlace): boolean {
  return place.generation === generation && place.position >= droppedThrough && place.position <= newest;
}
