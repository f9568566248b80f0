import Type, { type Static } from "typebox";
import { COVERAGES, HOSTINGS } from "../../domain/agreement/coverage.ts";
import { MOVE_REASONS } from "../../domain/agreement/whose-move.ts";
import { LANGUAGES } from "../../domain/desk/language.ts";
import { PARTIES } from "../../domain/desk/rasci.ts";
import { STATED_CHANNELS } from "../../domain/filing/stated-request.ts";
import { TICKET_STATES } from "../../domain/ticket/ticket-state.ts";
import { CLOCK_KINDS, CLOCK_STATES } from "../../usecases/ports/clock-store.ts";
import { OUTBOX_STATES } from "../../usecases/ports/outbox-store.ts";
import { DIRECTIONS } from "../../usecases/ports/ticket-store.ts";
import { Anything, At, oneOf, orNull, PAGE, Person, Ref, Text } from "./schemas.ts";

const Attachment = Type.Object({
  filename: Text,
  contentType: Text,
  size: Type.Integer({ description: "bytes" }),
  sha256: Text,
  inline: Type.Boolean(),
});

export const Clock = Type.Object({
  id: Type.Integer(),
  kind: oneOf(CLOCK_KINDS),
  level: Text,
  state: oneOf(CLOCK_STATES),
  startedAt: At,
  deadline: orNull(At),
  elapsedMinutes: Type.Integer({ description: "working time so far" }),
  targetMinutes: Type.Integer({ description: "working time promised" }),
  metAt: orNull(At),
  breachedAt: orNull(At),
  pauseReason: orNull(Text),
});

export const Message = Type.Object({
  id: Type.Integer(),
  direction: oneOf(DIRECTIONS),
  authentic: Type.Boolean(),
  from: orNull(Person),
  to: Type.Array(Person),
  cc: Type.Array(Person),
  subject: Text,
  text: Text,
  html: orNull(Type.String({ description: "a sanitised fragment; show it in a sandboxed frame only" })),
  sentAt: At,
  delivery: orNull(oneOf(OUTBOX_STATES)),
  attachments: Type.Array(Attachment),
});

export const TicketEvent = Type.Object({ id: Type.Integer(), at: At, type: Text, actor: Text, data: Anything });

export const Ticket = Type.Object({
  ref: Ref,
  subject: Text,
  state: oneOf(TICKET_STATES),
  level: Text,
  requester: Person,
  organisation: orNull(Text),
  agreement: orNull(Anything),
  hosting: orNull(oneOf(HOSTINGS)),
  service: orNull(Text),
  activity: orNull(Text),
  coverage: oneOf(COVERAGES),
  responsible: oneOf(PARTIES),
  move: Type.Object({
    party: orNull(oneOf(PARTIES)),
    reason: oneOf(MOVE_REASONS),
    da: Type.String({ description: "whose move it is and why, in Danish" }),
    en: Type.String({ description: "the same in English" }),
  }),
  team: orNull(Text),
  agent: orNull(Text),
  language: Text,
  release: orNull(Text),
  openedAt: At,
  formerly: orNull(
    Type.Object({ source: Text, number: Text }, { description: "what it was called at the desk it was imported from" }),
  ),
  clocks: Type.Array(Clock),
  messages: Type.Array(Message),
});

const Base64File = Type.Object(
  {
    filename: Type.String({ minLength: 1, maxLength: 200 }),
    contentType: Type.Optional(Type.String({ maxLength: 130, examples: ["image/png"] })),
    content: Type.String({ maxLength: 21_000_000, description: "base64 (RFC 4648 section 4), with its padding" }),
  },
  { additionalProperties: false },
);

export const NewTicket = Type.Object(
  {
    channel: Type.Optional(oneOf(STATED_CHANNELS)),
    requester: Type.Object(
      {
        address: Type.String({
          maxLength: 320,
          description: "where the acknowledgement and the answers go",
          examples: ["ida@north.example"],
        }),
        name: Type.Optional(Type.String({ maxLength: 200 })),
      },
      { additionalProperties: false },
    ),
    subject: Type.String({ minLength: 1, maxLength: 500 }),
    text: Type.String({ minLength: 1, maxLength: 100_000 }),
    level: Type.Optional(
      Type.String({ maxLength: 64, description: "decided by whoever took the request; else by the rules" }),
    ),
    service: Type.Optional(Type.String({ maxLength: 64 })),
    language: Type.Optional(oneOf(LANGUAGES)),
    attachments: Type.Optional(Type.Array(Base64File, { maxItems: 20, description: "at most 15 MB in all" })),
  },
  { additionalProperties: false },
);

export type NewTicket = Static<typeof NewTicket>;

export const TakenTicket = Type.Object({
  ref: orNull(Ref),
  inbound: Type.Integer({ description: "id of the inbound email that was written of it" }),
  level: orNull(Text),
  organisation: orNull(Text),
  answerBy: orNull(Type.String({ description: "the promised first response; null where none is promised" })),
});

export const TicketQuery = Type.Object(
  {
    ...PAGE,
    state: Type.Optional(oneOf(TICKET_STATES)),
    level: Type.Optional(Type.String({ maxLength: 40 })),
    organisation: Type.Optional(Type.String({ maxLength: 80 })),
    agent: Type.Optional(Type.String({ maxLength: 80 })),
    q: Type.Optional(
      Type.String({
        maxLength: 200,
        description: "words, each by its beginning, in ref, subject, and the requester's address and name",
      }),
    ),
  },
  { additionalProperties: false },
);

export type TicketQuery = Static<typeof TicketQuery>;
