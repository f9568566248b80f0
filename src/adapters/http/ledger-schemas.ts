import Type, { type Static } from "typebox";
import { HOSTINGS } from "../../domain/agreement/coverage.ts";
import { KNOWN_ERROR_STATES } from "../../domain/known-errors/known-error.ts";
import { At, oneOf, orNull, PAGE, Ref, Text } from "./schemas.ts";

export const KnownError = Type.Object({
  id: Type.String({ examples: ["KE-12"] }),
  title: Text,
  state: oneOf(KNOWN_ERROR_STATES),
  modules: Type.Array(Type.Object({ module: Text, versions: Type.Array(Text) })),
  hosting: orNull(oneOf(HOSTINGS)),
  createdAt: At,
  createdBy: Text,
  fixedIn: Type.Array(Type.Object({ release: Text, module: Text, version: Text })),
  tickets: Type.Array(Ref),
});

export const InstalledChange = Type.Object({
  id: Type.Integer(),
  at: At,
  organisation: Text,
  ticket: orNull(Ref),
  agent: orNull(Text),
  release: orNull(Text),
  module: orNull(Text),
  version: orNull(Text),
  text: Text,
  consent: orNull(Type.Object({ at: At, by: Text, ticket: Ref, message: Type.Integer() })),
  message: orNull(Type.Integer({ description: "id of the inbound email that says so" })),
});

export const KnownErrorQuery = Type.Object(
  { ...PAGE, state: Type.Optional(oneOf(KNOWN_ERROR_STATES)) },
  { additionalProperties: false },
);

export type KnownErrorQuery = Static<typeof KnownErrorQuery>;

export const ChangeQuery = Type.Object({ ...PAGE, organisation: Type.Optional(Text) }, { additionalProperties: false });

export type ChangeQuery = Static<typeof ChangeQuery>;
