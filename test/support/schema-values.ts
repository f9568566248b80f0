import fc from "fast-check";

/** As much of JSON Schema as our document speaks. */
export interface JsonSchema {
  type?: string;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  maxItems?: number;
  examples?: unknown[];
}

const NASTY = fc.constantFrom<unknown>(
  "",
  "\u0000",
  "\ud800",
  "'; drop table ticket; --",
  "x".repeat(3_000),
  "٣",
  -1,
  1e308,
  "1e400",
  null,
  [],
  {},
  true,
  "__proto__",
);
const WORDS = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.constantFrom("A", "2026-11", "one", "support", "ida@north.example", "true", "50"),
);

/** Values that the schema allows, mostly: now and then one that it does not. */
export function valuesOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 12, arbitrary: allowed(schema) }, { weight: 1, arbitrary: NASTY });
}

function allowed(schema: JsonSchema): fc.Arbitrary<unknown> {
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(valuesOf));
  switch (schema.type) {
    case "integer":
      return fc.integer({ min: schema.minimum ?? -1_000_000, max: schema.maximum ?? 1_000_000 });
    case "boolean":
      return fc.boolean();
    case "array":
      return fc.array(valuesOf(schema.items ?? {}), { maxLength: Math.min(schema.maxItems ?? 3, 3) });
    case "object":
      return objects(schema);
    case "string":
      return strings(schema);
    default:
      return NASTY;
  }
}

function strings({ pattern, examples, minLength = 0, maxLength = 100 }: JsonSchema): fc.Arbitrary<unknown> {
  const examined = examples?.length ? [fc.constantFrom(...examples)] : [];
  const matching = pattern === undefined ? [] : [fc.stringMatching(new RegExp(pattern))];
  return fc.oneof(
    ...examined,
    ...matching,
    WORDS.map((word) => word.padEnd(minLength, "x").slice(0, maxLength)),
  );
}

function objects({ properties = {}, required = [] }: JsonSchema): fc.Arbitrary<unknown> {
  const known = fc.record(
    Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, valuesOf(schema)])),
    { requiredKeys: required },
  );
  const spoilt = fc
    .tuple(known, fc.string(), NASTY)
    .map(([one, name, value]) => ({ ...(one as object), [name]: value }));
  return fc.oneof({ weight: 12, arbitrary: known }, { weight: 1, arbitrary: spoilt });
}
