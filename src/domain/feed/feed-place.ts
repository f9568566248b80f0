/** A place in the feed, after an event. */
export interface FeedPlace {
  /** When the database was last restored, in milliseconds; 0: never. Positions of another generation tell of another history. */
  readonly generation: number;
  readonly position: number;
}

/** As it stands in the `id` of a server-sent event: opaque to who gets it, without what a header could not carry. */
export function writeFeedPlace({ generation, position }: FeedPlace): string {
  return `${generation}-${position}`;
}

/** What `writeFeedPlace` wrote; null for anything else. */
export function readFeedPlace(text: string): FeedPlace | null {
  const found = /^(\d{1,15})-(\d{1,15})$/.exec(text);
  return found === null ? null : { generation: Number(found[1]), position: Number(found[2]) };
}
