import Type, { type Static, type TProperties } from "typebox";
import { FEED_TYPES, type FeedType } from "../../domain/feed/feed-event.ts";
import { MAIL_CLASSES } from "../../domain/outbound/mail-class.ts";
import { CLOCK_EVENT_TYPES } from "../../domain/sla/clock-event.ts";
import { CLOCK_KINDS } from "../../usecases/ports/clock-store.ts";
import { INBOUND_STATES } from "../../usecases/ports/inbound-store.ts";
import { OUTBOX_STATES } from "../../usecases/ports/outbox-store.ts";
import { DIRECTIONS } from "../../usecases/ports/ticket-store.ts";
import { At, oneOf, orNull, Ref, Text } from "./schemas.ts";

const Id = Type.Integer();
const Place = Type.String({ pattern: "^\\d{1,15}-\\d{1,15}$", examples: ["0-4711"] });
const clock = { ticket: Ref, clock: Id, kind: oneOf(CLOCK_KINDS) };

const KINDS: Readonly<Record<FeedType, TProperties>> = {
  "ticket.opened": { ticket: Ref },
  "ticket.changed": {
    ticket: Ref,
    change: Type.String({ description: "the type of the new entry in the ticket's history" }),
  },
  "ticket.message": { ticket: Ref, message: Id, direction: oneOf(DIRECTIONS) },
  "clock.changed": { ...clock, change: oneOf(CLOCK_EVENT_TYPES) },
  "clock.warned": clock,
  "clock.breached": clock,
  "clock.escalated": clock,
  "outbox.changed": { ticket: orNull(Ref), mail: Id, class: oneOf(MAIL_CLASSES), state: oneOf(OUTBOX_STATES) },
  "inbound.changed": { inbound: Id, state: oneOf(INBOUND_STATES) },
  "webhook.dead": { ticket: orNull(Ref), delivery: Id, webhook: Text },
  "trouble.began": { check: Type.String({ description: "a check of /readyz" }) },
  "trouble.ended": { check: Text },
  "organisation.changed": { organisation: Text, change: oneOf(["created", "changed", "removed"]) },
};

/** The `data` of an event of the feed, by its type. */
export const FeedEvent = Type.Union(
  FEED_TYPES.map((type) => Type.Object({ id: Place, type: oneOf([type]), at: At, ...KINDS[type] })),
  { description: "the `data` of each event; its `event` is the type, its `id` the place to go on from" },
);

const TYPE = FEED_TYPES.map((type) => type.replace(".", "\\.")).join("|");

export const FeedQuery = Type.Object(
  {
    after: Type.Optional(
      Type.String({
        maxLength: 80,
        description: "the id of the last event that was seen, where Last-Event-ID cannot be sent",
        examples: ["0-4711"],
      }),
    ),
    ticket: Type.Optional(Type.String({ maxLength: 40, description: "of this ticket only", examples: ["SV-7K3M9-2"] })),
    type: Type.Optional(
      Type.String({
        maxLength: 400,
        pattern: `^(${TYPE})(,(${TYPE}))*$`,
        description: "of these types only, with commas between",
        examples: ["clock.warned,clock.breached"],
      }),
    ),
  },
  { additionalProperties: false },
);

export type FeedQuery = Static<typeof FeedQuery>;

/** Browsers send it by themselves when they come back. */
export const FeedHeaders = Type.Object({
  "last-event-id": Type.Optional(
    Type.String({ maxLength: 80, description: "the id of the last event that was seen; goes before `after`" }),
  ),
});
