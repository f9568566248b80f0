import pg from "pg";
import type { FeedHints } from "../../usecases/ports/feed-store.ts";

export const FEED_CHANNEL = "svartid_feed";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;

/**
 * Notifications of the database, over a connection of their own for as long as somebody listens; a lost one is opened again, more slowly each
 * time. A pooler between may not pass them on: then nothing is heard, and whoever waits finds what happened a moment later.
 */
export function createFeedHints(url: string): FeedHints {
  return {
    listen(onHint) {
      let client: pg.Client | null = null;
      let again: ReturnType<typeof setTimeout> | undefined;
      let waitMs = FIRST_WAIT_MS;
      let isOver = false;

      const open = () => {
        const opened = new pg.Client({
          connectionString: url,
          connectionTimeoutMillis: 10_000,
          keepAlive: true,
          application_name: "svartid feed",
        });
        client = opened;
        const isLost = () => {
          if (client !== opened) return;
          void opened.end().catch(() => undefined);
          openLater();
        };
        opened.on("error", isLost);
        opened.once("end", isLost);
        opened.on("notification", onHint);
        hear(opened).then(() => {
          waitMs = FIRST_WAIT_MS;
          onHint();
        }, isLost);
      };
      const openLater = () => {
        client = null;
        if (isOver) return;
        again = setTimeout(open, waitMs);
        waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
      };
      open();
      return () => {
        isOver = true;
        clearTimeout(again);
        void client?.end().catch(() => undefined);
      };
    },
  };
}

async function hear(client: pg.Client): Promise<void> {
  await client.connect();
  await client.query(`listen ${FEED_CHANNEL}`);
}
