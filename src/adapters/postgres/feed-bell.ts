import { setTimeout as delay } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import { FEED_CHANNEL } from "./feed-hints.ts";
import type { Schema } from "./schema.ts";

/** Rings close together are told as one: that a notification is committed keeps all other writers of it waiting. */
const PAUSE_MS = 100;

export interface FeedBell {
  /** Tells every process that something was committed. Returns at once and never fails. */
  ring(): void;
  /** Ends what is under way. */
  stop(): Promise<void>;
}

/** A statement of its own after the commit, never part of it: the feed is right without. */
export function createFeedBell(db: Kysely<Schema>): FeedBell {
  const stopping = new AbortController();
  let underWay: Promise<void> | null = null;
  let isAskedAgain = false;

  const tell = async (): Promise<void> => {
    do {
      isAskedAgain = false;
      await sql`select pg_notify(${FEED_CHANNEL}, '')`.execute(db).catch(() => undefined);
      await delay(PAUSE_MS, undefined, { ref: false, signal: stopping.signal }).catch(() => undefined);
    } while (isAskedAgain && !stopping.signal.aborted);
    underWay = null;
  };
  return {
    ring() {
      isAskedAgain = true;
      if (!stopping.signal.aborted) underWay ??= tell();
    },
    async stop() {
      stopping.abort();
      await underWay;
    },
  };
}
