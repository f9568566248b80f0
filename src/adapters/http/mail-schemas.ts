import Type, { type Static } from "typebox";
import { MAIL_CLASSES } from "../../domain/outbound/mail-class.ts";
import { FILING_DECISIONS, INBOUND_STATES } from "../../usecases/ports/inbound-store.ts";
import { OUTBOX_STATES } from "../../usecases/ports/outbox-store.ts";
import { OUTBOX_RESOLUTIONS, type OutboxResolution } from "../../usecases/resolve-outbox.ts";
import { At, oneOf, orNull, PAGE, Ref, Text } from "./schemas.ts";

export const InboundEmail = Type.Object({
  id: Type.Integer(),
  state: oneOf(INBOUND_STATES),
  decision: orNull(oneOf(FILING_DECISIONS)),
  mailbox: Text,
  messageId: orNull(Text),
  from: orNull(Text),
  subject: orNull(Text),
  receivedAt: At,
  reasons: Type.Array(Text),
  ticket: orNull(Ref),
});

export const OutboxMail = Type.Object({
  id: Type.Integer(),
  class: oneOf(MAIL_CLASSES),
  state: oneOf(OUTBOX_STATES),
  ticket: orNull(Ref),
  messageId: Text,
  recipients: Type.Array(Type.Object({ address: Text, state: Text })),
  attempts: Type.Integer(),
  nextAt: orNull(At),
  lastError: orNull(Text),
  route: orNull(Text),
});

export const Alert = Type.Object({
  id: Type.Integer(),
  kind: Text,
  ticket: orNull(Ref),
  recipient: Text,
  createdAt: At,
  delivery: orNull(Text),
});

export const InboundQuery = Type.Object(
  { ...PAGE, state: Type.Optional(oneOf(INBOUND_STATES)) },
  { additionalProperties: false },
);

export type InboundQuery = Static<typeof InboundQuery>;

export const OutboxQuery = Type.Object(
  { ...PAGE, state: Type.Optional(oneOf(OUTBOX_STATES)) },
  { additionalProperties: false },
);

export type OutboxQuery = Static<typeof OutboxQuery>;

export const Resolution = Type.Object(
  {
    resolution: Type.Unsafe<OutboxResolution>({
      ...oneOf(OUTBOX_RESOLUTIONS),
      description:
        "`sent`: it did arrive; `resend`: send the same bytes again to who has not got them; `drop`: never send it",
    }),
  },
  { additionalProperties: false, examples: [{ resolution: "resend" }] },
);

export type Resolution = Static<typeof Resolution>;

/** What a decision made of something. */
export function stateNow<const State extends string>(states: readonly State[], example: State) {
  return Type.Object({ id: Type.Integer(), state: oneOf(states) }, { examples: [{ id: 4711, state: example }] });
}
