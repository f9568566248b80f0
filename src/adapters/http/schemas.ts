import Type, { type Static, type TSchema } from "typebox";
import { PROBLEM_CODES } from "./problem.ts";

export const PAGE_LIMIT = Type.Integer({ minimum: 1, maximum: 200, default: 50 });

export const Text = Type.String();

export const At = Type.String({
  description: "ISO 8601 in UTC with milliseconds",
  examples: ["2026-11-24T12:00:00.000Z"],
});

export const Ref = Type.String({ examples: ["SV-7K3M9-2"] });

export const Anything = Type.Object({}, { additionalProperties: true });

export const Nothing = Type.Null({ description: "no body" });

export const Person = Type.Object({ address: Text, name: Text });

/** Read by `readId`. */
export const IdParameters = Type.Object({ id: Type.Integer({ minimum: 1 }) });

export type IdParameters = Static<typeof IdParameters>;

/** On every request that changes something. */
export const IdempotencyHeader = Type.Object({
  "idempotency-key": Type.Optional(
    Type.String({
      pattern: "^[!-~]{1,255}$",
      description:
        "your own name of this request: sent again under it, the request gets the same answer and changes nothing",
    }),
  ),
});

/** On a change of what was read before. */
export const ChangeHeaders = Type.Object({
  ...IdempotencyHeader.properties,
  "if-match": Type.Optional(
    Type.String({ maxLength: 200, description: "the ETag of what is changed, as it was read, or *", examples: ["*"] }),
  ),
});

export const ProblemSchema = Type.Object({
  type: Text,
  title: Text,
  status: Type.Integer(),
  code: oneOf(PROBLEM_CODES),
  detail: Type.Optional(Text),
  requestId: Text,
});

export const RefParameters = Type.Object({ ref: Type.String({ maxLength: 40 }) });

export type RefParameters = Static<typeof RefParameters>;

export const PAGE = {
  limit: PAGE_LIMIT,
  cursor: Type.Optional(Type.String({ maxLength: 80, description: "the `next` of the page before" })),
};

export const PageQuery = Type.Object(PAGE, { additionalProperties: false });

export type PageQuery = Static<typeof PageQuery>;

/** One page of a list: `next` goes into `cursor` for the page after; null at the end. */
export function pageOf<Item extends TSchema>(item: Item) {
  return Type.Object({ items: Type.Array(item), next: orNull(Text) });
}

export function oneOf<const Word extends string>(words: readonly Word[]) {
  return Type.Unsafe<Word>({ type: "string", enum: [...words] });
}

export function orNull<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()]);
}
