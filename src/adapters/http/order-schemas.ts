import Type, { type Static } from "typebox";
import { TIME_CAUSES } from "../../domain/billing/time-cause.ts";
import { At, oneOf, orNull, Text } from "./schemas.ts";

export const TimeEntry = Type.Object({
  id: Type.Integer(),
  at: At,
  agent: Text,
  minutes: Type.Integer({ description: "negative: a counter-entry that takes back" }),
  cause: oneOf(TIME_CAUSES),
  billable: Type.Boolean({ description: "some of it is billed by now" }),
  billableMinutes: Type.Integer(),
  unapprovedMinutes: Type.Integer({ description: "billed once the customer has approved it" }),
  reason: Type.Object({ da: Text, en: Text }),
  text: Text,
  messageId: orNull(Text),
  approvals: Type.Array(Type.Object({ minutes: Type.Integer(), by: Text, at: At, message: Type.Integer() })),
});

const Line = Type.String({
  minLength: 1,
  maxLength: 1_000,
  pattern: "^[^\\u0000-\\u001f\\u007f\\u0085\\u2028\\u2029]*$",
});

export const Word = Type.String({
  minLength: 1,
  maxLength: 80,
  pattern: "^[^\\u0000-\\u001f\\u007f\\u0085\\u2028\\u2029]*$",
});

export const NewMessage = Type.Object(
  {
    text: Type.String({ minLength: 1, maxLength: 100_000 }),
    note: Type.Optional(Type.Boolean({ description: "kept inside the desk, and sent to nobody" })),
    commands: Type.Optional(
      Type.Array(Line, {
        maxItems: 20,
        description: "as in a mail, without #",
        examples: [["level A", "cc it@north.example"]],
      }),
    ),
  },
  { additionalProperties: false },
);

export type NewMessage = Static<typeof NewMessage>;

/** What a change may make of a state; the desk itself makes the others. */
export const SETTABLE_STATES = ["open", "waiting", "resolved", "closed"] as const;

export const TicketChanges = Type.Object(
  {
    level: Type.Optional(Word),
    state: Type.Optional(oneOf(SETTABLE_STATES)),
    agent: Type.Optional(Word),
    team: Type.Optional(Word),
    service: Type.Optional(Word),
    activity: Type.Optional(Word),
  },
  { additionalProperties: false, minProperties: 1 },
);

export type TicketChanges = Static<typeof TicketChanges>;

export const NewTime = Type.Object(
  {
    minutes: Type.Integer({ minimum: -1440, maximum: 1440, description: "negative takes back what was recorded" }),
    cause: oneOf(TIME_CAUSES),
    text: Type.Optional(Line),
  },
  { additionalProperties: false },
);

export type NewTime = Static<typeof NewTime>;

export const Done = Type.Object({
  done: Type.Array(
    Type.String({ description: "a sentence for each thing done, in the language of the desk's people" }),
  ),
  recipients: Type.Array(Type.String({ description: "who gets the text" })),
  inbound: Type.Integer({ description: "id of the inbound email that was written of it" }),
});
