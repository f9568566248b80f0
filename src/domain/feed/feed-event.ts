import { formatInstant, type Instant } from "../time/instant.ts";
import { type FeedPlace, writeFeedPlace } from "./feed-place.ts";

/** What the fields of a row are called in the event of each type; what is null there is said of no such event. */
const FIELDS = {
  "ticket.opened": { ticket: "ticket", subjectId: null, word: null, kind: null },
  "ticket.changed": { ticket: "ticket", subjectId: null, word: "change", kind: null },
  "ticket.message": { ticket: "ticket", subjectId: "message", word: "direction", kind: null },
  "clock.changed": { ticket: "ticket", subjectId: "clock", word: "change", kind: "kind" },
  "clock.warned": { ticket: "ticket", subjectId: "clock", word: null, kind: "kind" },
  "clock.breached": { ticket: "ticket", subjectId: "clock", word: null, kind: "kind" },
  "clock.escalated": { ticket: "ticket", subjectId: "clock", word: null, kind: "kind" },
  "outbox.changed": { ticket: "ticket", subjectId: "mail", word: "state", kind: "class" },
  "inbound.changed": { ticket: null, subjectId: "inbound", word: "state", kind: null },
  "webhook.dead": { ticket: "ticket", subjectId: "delivery", word: "webhook", kind: null },
  "trouble.began": { ticket: null, subjectId: null, word: "check", kind: null },
  "trouble.ended": { ticket: null, subjectId: null, word: "check", kind: null },
  "organisation.changed": { ticket: null, subjectId: null, word: "organisation", kind: "change" },
} as const;

export type FeedType = keyof typeof FIELDS;

/** Every type of event that the feed tells of. */
export const FEED_TYPES = Object.keys(FIELDS) as readonly FeedType[];

/** One thing that happened, as it is stored: ids and words of our own, nothing of what people wrote. */
export interface FeedRow {
  readonly position: number;
  readonly at: Instant;
  readonly type: FeedType;
  /** The ref of the ticket that it belongs to; null where it belongs to none. */
  readonly ticket: string | null;
  /** The message, clock, mail or delivery that it is about. */
  readonly subjectId: number | null;
  readonly word: string | null;
  readonly kind: string | null;
}

/** An event as it is told: `id` is the place in the feed from which somebody goes on who has seen it; the other fields depend on the type. */
export interface FeedEvent {
  readonly id: string;
  readonly type: FeedType;
  readonly at: string;
  readonly [field: string]: string | number | null;
}

/** The event that a row tells of, in the feed of this generation. A mail that belongs to no ticket has `ticket: null`. */
export function describeFeedRow(generation: FeedPlace["generation"], row: FeedRow): FeedEvent {
  const fields = Object.entries(FIELDS[row.type]) as ["ticket" | "subjectId" | "word" | "kind", string | null][];
  const told = fields.flatMap(([field, name]) => (name === null ? [] : [[name, row[field]] as const]));
  const { position, type, at } = row;
  return { id: writeFeedPlace({ generation, position }), type, at: formatInstant(at), ...Object.fromEntries(told) };
}
