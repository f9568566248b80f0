import Type, { type Static } from "typebox";
import { AUDIT_ACTIONS } from "../../domain/audit/audit-event.ts";
import { Anything, At, orNull, PAGE, Text } from "./schemas.ts";

const Named = Type.Object({ kind: Text, id: orNull(Text) });

export const AuditEvent = Type.Object({
  id: Type.Integer({ description: "without gaps" }),
  at: At,
  actor: Named,
  action: Type.String({ description: `such as ${AUDIT_ACTIONS.slice(0, 3).join(", ")}`, examples: [AUDIT_ACTIONS[0]] }),
  subject: Named,
  detail: Anything,
  previousHash: Type.String({ description: "the hash of the event before" }),
  hash: Type.String({ description: "SHA-256 of all the rest" }),
});

const Wanted = (what: string, example: string) =>
  Type.Optional(
    Type.String({ maxLength: 200, description: `a kind, or a kind with an id: ${what}`, examples: [example] }),
  );

const Bound = (description: string) =>
  Type.Optional(Type.String({ maxLength: 40, description, examples: ["2026-11-24T12:00:00.000Z"] }));

export const AuditQuery = Type.Object(
  {
    ...PAGE,
    actor: Wanted("key, key:3, cli:root, system", "key:3"),
    action: Type.Optional(Type.String({ maxLength: 80, examples: [AUDIT_ACTIONS[0]] })),
    subject: Wanted("key:4, outbox:17, organisation:north", "key:4"),
    from: Bound("from this instant on"),
    to: Bound("before this instant"),
  },
  { additionalProperties: false },
);

export type AuditQuery = Static<typeof AuditQuery>;
