import Type, { type Static, type TSchema } from "typebox";
import { HOSTINGS } from "../domain/agreement/coverage.ts";
import { RELEASE_KEY, RELEASE_KINDS } from "../domain/releases/release.ts";

// Every description ends the sentence "... is not ___", as in desk-file.ts.
const oneOf = <const Values extends readonly string[]>(values: Values) =>
  Type.Unsafe<Values[number]>(
    Type.String({ enum: [...values], description: `one of ${values.join(", ")}` }) satisfies TSchema,
  );
const text = Type.String({
  pattern: "^[^\\s](.{0,78}[^\\s])?$",
  description: "text of at most 80 characters; put a number in quotes",
});

/** The shape of release.yaml. */
export const releaseFile = Type.Object(
  {
    id: Type.Optional(
      Type.String({
        pattern: RELEASE_KEY.source,
        description: "an id of small letters, digits, dots and dashes, such as core-5.3",
      }),
    ),
    module: text,
    version: text,
    kind: oneOf(RELEASE_KINDS),
    date: Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$", description: "a date such as 2026-12-31" }),
    versions: Type.Optional(Type.Array(text, { description: 'a list of installed versions, such as ["5.2"]' })),
    hosting: Type.Optional(oneOf(HOSTINGS)),
    fixes: Type.Optional(
      Type.Array(
        Type.String({ pattern: "^[Kk][Ee]-?[1-9]\\d{0,8}$", description: "the id of a known error, such as KE-12" }),
        { description: "a list of known errors, such as [KE-12]" },
      ),
    ),
  },
  { additionalProperties: false, description: "a map of keys and values" },
);

export type ReleaseFile = Static<typeof releaseFile>;
