import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance, FastifySchema } from "fastify";
import { DOCUMENTATION_PATH, isWriting, type Route } from "./routes.ts";
import { IdempotencyHeader, ProblemSchema } from "./schemas.ts";

// The viewer's own files, and inline styles, which it cannot do without; it reads the document from here alone.
const VIEWER_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** OpenAPI 3.1 from the schemas of the routes, and a page to read it. */
export async function documentApi(server: FastifyInstance, version: string): Promise<void> {
  await server.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Svartid",
        version,
        description:
          "The support desk for programs. Lists are paged: `next` goes into `cursor`. Errors are RFC 9457 problem documents with a stable `code`.",
      },
      components: { securitySchemes: { key: { type: "http", scheme: "bearer", description: "svartid key create" } } },
    },
  });
  await server.register(swaggerUi, {
    routePrefix: DOCUMENTATION_PATH,
    staticCSP: VIEWER_POLICY,
    theme: { title: "API of Svartid", css: [{ filename: "plain.css", content: ".topbar { display: none }" }] },
  });
}

/** The schema with what every route of its kind has: the scope it needs, the problems it may answer, the header of what may be sent again. */
export function documentAccess(schema: FastifySchema, route: Route): FastifySchema {
  const { access } = route;
  if (schema.hide) return schema;
  const problems = { "4xx": ProblemSchema, "5xx": ProblemSchema };
  const response = { ...(schema.response as object), ...problems };
  if (access === "public" || access === "console") return { ...schema, response: schema.response };
  const headers = isWriting(route) ? { headers: schema.headers ?? IdempotencyHeader } : {};
  return { ...schema, ...headers, response, security: [{ key: [access] }] };
}
