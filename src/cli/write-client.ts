import { CLIENT_RUNTIME } from "./client-runtime.ts";
import { type ClientSchema, clientComment, clientType, fieldsType, type TypePlace } from "./client-type.ts";
import { UserError } from "./user-error.ts";

/** The part of an OpenAPI document that a client is written from. */
export interface ApiDocument {
  readonly info: { readonly version: string };
  readonly components?: { readonly schemas?: Readonly<Record<string, ClientSchema>> };
  readonly paths: Readonly<Record<string, Readonly<Record<string, ApiOperation>>>>;
}

type Content = Readonly<Record<string, { readonly schema?: ClientSchema }>>;

interface ApiOperation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly ApiParameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  /** Problems are references: one type describes them all. */
  readonly responses: Readonly<Record<string, { readonly content?: Content; readonly $ref?: string }>>;
}

interface ApiParameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: ClientSchema;
}

interface Named extends ApiOperation {
  readonly name: string;
  readonly method: string;
  readonly path: string;
}

const NAME = /^[a-z][A-Za-z0-9]*$/;
const PATH = /^[\w/{}.-]+$/;

/** A TypeScript module that speaks with the desk of this document: its types, and one function for each operation. */
export function writeClient(document: ApiDocument): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => named(method.toUpperCase(), path, operation)),
  );
  return [
    `// Written by svartid client from the document of version ${document.info.version.replaceAll(/[^\w.+-]/g, "")}: write it again, and change nothing here.`,
    "",
    `/** Why something was not done (RFC 9457). */\nexport type Problem = ${clientType(problemOf(document), { name: "a problem", depth: 0, array: "Array" })};`,
    "",
    `export interface Operations {\n${operations.map(writeOperation).join("\n")}\n}`,
    "",
    `const ROUTES: Readonly<Record<keyof Operations, Route>> = {\n${operations.map(writeRoute).join("\n")}\n};`,
    "",
    CLIENT_RUNTIME,
  ].join("\n");
}

// It becomes code: what is no plain name or path is refused.
function named(method: string, path: string, operation: ApiOperation): Named {
  const { operationId: name = "" } = operation;
  if (!NAME.test(name) || !PATH.test(path)) {
    throw new UserError(
      `${method} ${path.slice(0, 100)} has no operationId that a function can be called by: take the document of this version`,
    );
  }
  return { ...operation, name, method, path };
}

function problemOf({ components }: ApiDocument): ClientSchema {
  const found = components?.schemas?.Problem;
  if (found === undefined)
    throw new UserError("the document describes no problem: take the /openapi.json of a desk of this version");
  return found;
}

function writeOperation(operation: Named): string {
  const { name, summary, description, responses } = operation;
  const answers = Object.entries(responses)
    .filter(([, { $ref }]) => $ref === undefined)
    .map(([status, { content }]) => {
      const kind = Number(status) < 400 ? "Done" : "Refused";
      return `${kind}<${status}, ${bodyType(content, `${name} ${status}`)}>`;
    });
  return [
    ...clientComment([summary, description].filter((one) => one !== undefined).join(". "), 1),
    `  ${name}: {`,
    `    asks: ${asksType(operation)};`,
    `    answers: ${answers.join(" | ")};`,
    "  };",
  ].join("\n");
}

function bodyType(content: Content = {}, place: string): string {
  const types = Object.entries(content).map(([type, { schema }]) => {
    if (type === "text/event-stream") return "ReadableStream<Uint8Array>";
    return type === "application/json" && schema !== undefined
      ? clientType(schema, { name: place, depth: 2, array: "Array" })
      : "string";
  });
  return [...new Set(types)].join(" | ") || "null";
}

function asksType({ name, parameters = [], requestBody }: Named): string {
  const groups = [
    { group: "path", place: "path" },
    { group: "query", place: "query" },
    { group: "headers", place: "header" },
  ].flatMap(({ group, place }) => {
    const fields = parameters.filter((one) => one.in === place).map((one) => ({ required: false, ...one }));
    if (fields.length === 0) return [];
    const isNeeded = fields.some(({ required }) => required);
    return [`      ${group}${isNeeded ? "" : "?"}: ${fieldsType(fields, asked(`${name} ${group}`))};`];
  });
  const body = requestBody?.content["application/json"]?.schema;
  if (body !== undefined) groups.push(`      body: ${clientType(body, asked(`${name} body`))};`);
  return groups.length === 0 ? "{}" : `{\n${groups.join("\n")}\n    }`;
}

function asked(name: string): TypePlace {
  return { name, depth: 3, array: "ReadonlyArray" };
}

function writeRoute({ name, method, path, responses }: Named): string {
  const types = Object.values(responses).flatMap(({ content = {} }) => Object.keys(content));
  const route = { method, path, types: [...new Set(types)] };
  return `  ${name}: ${JSON.stringify(route)},`;
}
