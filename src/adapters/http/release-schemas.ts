import Type, { type Static } from "typebox";
import { HOSTINGS } from "../../domain/agreement/coverage.ts";
import { LANGUAGES } from "../../domain/desk/language.ts";
import { NOTICE_STATES } from "../../domain/releases/delivery-of-notice.ts";
import { LEFT_OUT_REASONS } from "../../domain/releases/judge-organisation.ts";
import { RELEASE_KINDS } from "../../domain/releases/release.ts";
import { At, oneOf, orNull, Ref, Text } from "./schemas.ts";

export const Release = Type.Object({
  id: Type.String({ examples: ["core-5.3"] }),
  module: Text,
  version: Text,
  kind: oneOf(RELEASE_KINDS),
  date: Type.String({ format: "date" }),
  versions: Type.Array(Text, { description: "the installed versions it is for; empty: every older one" }),
  hosting: orNull(oneOf(HOSTINGS)),
  fixes: Type.Array(Type.String({ examples: ["KE-12"] })),
  notes: Type.Object({ da: Text, en: Text }),
  importedAt: At,
  publishedAt: orNull(At),
});

const LeftOut = orNull(oneOf(LEFT_OUT_REASONS));

export const ReleaseDetails = Type.Object({
  ...Release.properties,
  organisations: Type.Array(
    Type.Object({
      organisation: Text,
      hosting: oneOf(HOSTINGS),
      leftOut: LeftOut,
    }),
  ),
  notices: Type.Object(Object.fromEntries(NOTICE_STATES.map((state) => [state, Type.Integer()])), {
    description: "how many addresses are in each state",
  }),
  tickets: Type.Array(Ref, { description: "opened by answers to its notices" }),
});

export const ReleaseNotice = Type.Object({
  address: Text,
  language: oneOf(LANGUAGES),
  organisations: Type.Array(Text),
  reported: Type.Array(Text),
  state: oneOf(NOTICE_STATES),
  leftOut: LeftOut,
  messageId: orNull(Text),
  sentAt: orNull(At),
  deliveredAt: orNull(At),
  reply: orNull(Text),
});

export const ReleaseParams = Type.Object({ id: Type.String({ maxLength: 64 }) });

export type ReleaseParams = Static<typeof ReleaseParams>;
