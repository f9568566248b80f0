import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance, FastifySchema } from "fastify";
import { type Access, DOCUMENTATION_PATH } from "./routes.ts";
import { ProblemSchema } from "./schemas.ts";

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

/** The schema with what the route's access adds to its documentation: the scope it needs, and the problems it may answer. */
export function documentAccess(schema: FastifySchema, access: Access): FastifySchema {
  if (schema.hide) return schema;
  const problems = { "4xx": ProblemSchema, "5xx": ProblemSchema };
  const response = { ...(schema.response as object), ...problems };
  if (access === "public" || access === "console") return { ...schema, response: schema.response };
  return { ...schema, response, security: [{ key: [access] }] };
}
