import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance, FastifySchema } from "fastify";
import { problemComponents, problemResponses, problemsOf } from "./documented-problems.ts";
import type { Handler, Writing } from "./handler.ts";
import { DOCUMENTATION_PATH, isWriting, ROUTES, type Route, type RouteName } from "./routes.ts";
import { IdempotencyHeader } from "./schemas.ts";

// The viewer's own files, and inline styles, which it cannot do without; it reads the document from here alone.
const VIEWER_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

type Handlers = Readonly<Record<RouteName, Handler | Writing>>;

/** OpenAPI 3.1 from the schemas of the routes, and a page to read it. `handlers` is asked for when the document is. */
export async function documentApi(server: FastifyInstance, version: string, handlers: () => Handlers): Promise<void> {
  await server.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Svartid",
        version,
        description:
          "The support desk for programs. Lists are paged: `next` goes into `cursor`. Errors are RFC 9457 problem documents with a stable `code`.",
      },
      // Wherever this document was read from.
      servers: [{ url: "/", description: "the desk that gave this document" }],
      components: { securitySchemes: { key: { type: "http", scheme: "bearer", description: "svartid key create" } } },
    },
    transformObject: (document) =>
      "openapiObject" in document ? withProblems(document.openapiObject, handlers()) : {},
  });
  await server.register(swaggerUi, {
    routePrefix: DOCUMENTATION_PATH,
    staticCSP: VIEWER_POLICY,
    theme: { title: "API of Svartid", css: [{ filename: "plain.css", content: ".topbar { display: none }" }] },
  });
}

interface Document {
  paths?: Record<string, object | undefined>;
  components?: object;
}

interface Operation {
  readonly operationId: RouteName;
  responses: Record<string, object>;
}

/** Every status that a route may refuse with. */
function withProblems(document: Document, handlers: Handlers): Document {
  const operations = Object.values(document.paths ?? {}).flatMap((path) => Object.values(path ?? {}) as Operation[]);
  const codes = operations.map(({ operationId: name }) => problemsOf(ROUTES[name], handlers[name]));
  for (const [index, operation] of operations.entries()) {
    operation.responses = { ...operation.responses, ...problemResponses(codes[index] ?? []) };
  }
  return { ...document, components: { ...document.components, ...problemComponents(codes) } };
}

/** The schema with what every route of its kind has: its name, the scope it needs, the header of what may be sent again. */
export function documentAccess(schema: FastifySchema, route: Route, name: RouteName): FastifySchema {
  const { access } = route;
  if (schema.hide || access === "console") return schema;
  const headers = isWriting(route) ? { headers: schema.headers ?? IdempotencyHeader } : {};
  const { querystring } = schema;
  const query = querystring === undefined ? {} : { querystring: withDefaults(querystring as Fields) };
  return {
    ...schema,
    ...headers,
    ...query,
    operationId: name,
    security: access === "public" ? [] : [{ key: [access] }],
  };
}

interface Fields {
  readonly required?: readonly string[];
  readonly properties: Readonly<Record<string, { readonly default?: unknown }>>;
}

/** What has a default need not be sent, and a caller must not be told that it must. */
function withDefaults(fields: Fields): Fields {
  const required = (fields.required ?? []).filter((name) => fields.properties[name]?.default === undefined);
  return { ...fields, required };
}
