import Type, { type Static } from "typebox";
import { SCOPES } from "../../domain/access/scope.ts";
import { AGENT_ROLES } from "../../domain/desk/desk.ts";
import { DELIVERY_STATES } from "../../usecases/ports/webhook-store.ts";
import { At, oneOf, orNull, PAGE, Ref, Text } from "./schemas.ts";

export const Key = Type.Object({
  id: Type.Integer(),
  name: Text,
  prefix: Text,
  scopes: Type.Array(oneOf(SCOPES)),
  agent: orNull(Type.String({ description: "the agent in whose name it acts" })),
  createdAt: At,
  expiresAt: orNull(At),
  revokedAt: orNull(At),
  lastUsedAt: orNull(At),
});

export const Agent = Type.Object({
  id: Text,
  name: Text,
  addresses: Type.Array(Text),
  roles: Type.Array(oneOf(AGENT_ROLES)),
  teams: Type.Array(Text),
  active: Type.Boolean(),
  absent: Type.Array(Type.Object({ from: Text, to: Text, deputy: Text })),
});

export const Delivery = Type.Object({
  id: Type.Integer(),
  webhookId: Text,
  webhook: Text,
  event: Text,
  ticket: orNull(Ref),
  state: oneOf(DELIVERY_STATES),
  attempts: Type.Integer(),
  createdAt: At,
  deliveredAt: orNull(At),
  nextAt: orNull(At),
  lastError: orNull(Text),
});

export const DeliveryQuery = Type.Object(
  { ...PAGE, state: Type.Optional(oneOf(DELIVERY_STATES)) },
  { additionalProperties: false },
);

export type DeliveryQuery = Static<typeof DeliveryQuery>;

export const NewKey = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200, description: "who uses it" }),
    scopes: Type.Array(oneOf(SCOPES), { minItems: 1, maxItems: 10 }),
    agent: Type.Optional(Type.String({ maxLength: 80, description: "the agent in whose name it acts" })),
    expiresAt: Type.Optional(
      Type.String({
        maxLength: 40,
        description: "ISO 8601 in UTC; without it, never",
        examples: ["2027-01-01T00:00:00Z"],
      }),
    ),
  },
  { additionalProperties: false },
);

export type NewKey = Static<typeof NewKey>;

export const CreatedKey = Type.Object({
  id: Type.Integer(),
  key: orNull(Type.String({ description: "given once; null when the request is sent again" })),
});

export const Readiness = Type.Object({
  ok: Type.Boolean(),
  checks: Type.Array(Type.Object({ name: Text, ok: Type.Boolean(), detail: Text, mend: orNull(Text) })),
});
