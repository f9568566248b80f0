/** The part of JSON schema that the API's document is written in. */
export interface ClientSchema {
  type?: string;
  description?: string;
  enum?: readonly unknown[];
  const?: unknown;
  anyOf?: readonly ClientSchema[];
  items?: ClientSchema;
  properties?: Readonly<Record<string, ClientSchema>>;
  required?: readonly string[];
  additionalProperties?: boolean | ClientSchema;
}

/** Where a type stands: its name for a fault, its indentation, and which arrays: what is only sent may be readonly. */
export interface TypePlace {
  readonly name: string;
  readonly depth: number;
  readonly array: "Array" | "ReadonlyArray";
}

const PLAIN: Readonly<Record<string, string>> = {
  string: "string",
  integer: "number",
  number: "number",
  boolean: "boolean",
  null: "null",
};
const BARE_NAME = /^[A-Za-z_$][A-Za-z0-9_$]*$/;

/**
 * The TypeScript type of a value that a schema allows, on one line or many. What a type cannot say (a pattern, a
 * greatest length) is left out. Throws for a schema it cannot read, naming its place: a client that says less than the document would pass unseen.
 */
export function clientType(schema: ClientSchema, place: TypePlace): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((one) => JSON.stringify(one)).join(" | ");
  if (schema.anyOf !== undefined) {
    const types = schema.anyOf.map((one) => clientType(one, place));
    return [...new Set(types)].join(" | ");
  }
  const plain = PLAIN[schema.type ?? ""];
  if (plain !== undefined) return plain;
  if (schema.type === "array") return `${place.array}<${clientType(schema.items ?? {}, within(place, "[]"))}>`;
  if (schema.type === "object") return objectType(schema, place);
  throw new Error(`${place.name} is of a kind that no type is written for: ${JSON.stringify(schema).slice(0, 200)}`);
}

function objectType(
  { properties = {}, required = [], additionalProperties: more }: ClientSchema,
  place: TypePlace,
): string {
  const names = Object.keys(properties);
  if (names.length === 0) {
    const value = typeof more === "object" && Object.keys(more).length > 0 ? clientType(more, place) : "unknown";
    return `Record<string, ${more === false ? "never" : value}>`;
  }
  return fieldsType(
    names.map((name) => ({ name, required: required.includes(name), schema: properties[name] ?? {} })),
    place,
  );
}

/** The type of an object with these fields. */
export function fieldsType(
  fields: readonly { name: string; required: boolean; schema: ClientSchema; description?: string | undefined }[],
  place: TypePlace,
): string {
  const depth = place.depth + 1;
  const indent = "  ".repeat(depth);
  const lines = fields.flatMap(({ name, required, schema, description = schema.description }) => [
    ...clientComment(description, depth),
    `${indent}${writeName(name)}${required ? "" : "?"}: ${clientType(schema, { ...within(place, `.${name}`), depth })};`,
  ]);
  return `{\n${lines.join("\n")}\n${"  ".repeat(place.depth)}}`;
}

/** A doc comment of one line or none; it cannot be ended from within. */
export function clientComment(text: string | undefined, depth: number): string[] {
  if (text === undefined || text === "") return [];
  return [`${"  ".repeat(depth)}/** ${text.replaceAll(/\s+/g, " ").replaceAll("*/", "*\u200b/")} */`];
}

function within(place: TypePlace, name: string): TypePlace {
  return { ...place, name: place.name + name };
}

function writeName(name: string): string {
  return BARE_NAME.test(name) ? name : JSON.stringify(name);
}
