import type { FeedRow, FeedType } from "../../domain/feed/feed-event.ts";
import type { Instant } from "../../domain/time/instant.ts";

/** How far the feed goes at one moment. */
export interface FeedMark {
  /** As of a `FeedPlace`. Never the same for two restorations, also of one backup. */
  readonly generation: number;
  /** The position of the newest event. */
  readonly newest: number;
  /** Up to which position events were dropped. */
  readonly droppedThrough: number;
}

/** Which events somebody wants; without a field, all. */
export interface FeedFilter {
  readonly types?: readonly FeedType[];
  readonly ticketId?: number;
}

/** What happened at the desk, in the order in which it became true. */
export interface FeedStore {
  /** Puts everything that is committed in its place, and says how far the feed goes then. Nothing will ever appear at or before `newest`. */
  advance(): Promise<FeedMark>;
  /** Events behind `after` up to `through`, in order. `droppedThrough` beyond `after`: some that were wanted may be gone. */
  list(
    range: { after: number; through: number; limit: number },
    filter: FeedFilter,
  ): Promise<Pick<FeedMark, "droppedThrough"> & { readonly rows: readonly FeedRow[] }>;
  /** Drops events from before this instant, oldest first; gives how many. Only those that `advance` put in their place. */
  dropBefore(at: Instant, limit: number): Promise<number>;
}

/** Word from any process that something may have happened. It may be lost: whoever waits looks now and then all the same. */
export interface FeedHints {
  /** Calls `onHint` until the function that it gives is called. Never fails. */
  listen(onHint: () => void): () => void;
}
