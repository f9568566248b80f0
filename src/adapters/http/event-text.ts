import type { FeedPart } from "../../usecases/feed/follow-feed.ts";

/** How long a client that lost its connection waits before it comes back. */
const RETRY_MS = 3_000;

/** The first words of a stream. */
export const STREAM_BEGINS = `retry: ${RETRY_MS}\n\n`;

/** A comment, which clients pass over: whoever reads the stream by hand knows why it ends. */
export const STREAM_STOPS = ": the server stops, come back with the last id\n\n";

/** The last event for whoever may not hear more. */
export const STREAM_ENDED = writeEvent(null, "ended", { why: "the key may not read any more" });

/**
 * A part of the feed as server-sent events (WHATWG HTML section 9.2.5). Where nothing that was asked for happened, the id alone keeps the
 * connection awake, and spares whoever comes back with it to look through what was passed over.
 */
export function writeFeedPart(part: FeedPart): string {
  if (part.kind !== "events") return writeEvent(part.id, part.kind, { id: part.id });
  const texts = part.events.map((event) => writeEvent(event.id, event.type, event));
  return part.events.at(-1)?.id === part.id ? texts.join("") : `${texts.join("")}: here\nid: ${part.id}\n\n`;
}

function writeEvent(id: string | null, type: string, data: object): string {
  return `${id === null ? "" : `id: ${id}\n`}event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}
