import type { Kysely } from "kysely";
import { createFeedHints } from "./adapters/postgres/feed-hints.ts";
import { createFeedStore } from "./adapters/postgres/feed-store.ts";
import type { Schema } from "./adapters/postgres/schema.ts";
import { createFeedHead } from "./usecases/feed/feed-head.ts";
import { type FeedPart, type FollowRequest, followFeed } from "./usecases/feed/follow-feed.ts";

/** Follows what happens at the desk of this database. All who follow through one share its looking. */
export function wireFeed(
  database: Kysely<Schema>,
  url: string,
): (request: FollowRequest) => AsyncGenerator<FeedPart, void, void> {
  const feed = createFeedStore(database);
  const head = createFeedHead({ feed, hints: createFeedHints(url) });
  return (request) => followFeed({ feed, head }, request);
}
