import type { FastifyInstance } from "fastify";
import Type from "typebox";
import { checkReadiness } from "../../usecases/check-readiness.ts";
import { Readiness } from "./desk-schemas.ts";
import { type Handler, UNDOCUMENTED } from "./handler.ts";
import type { HttpDeps } from "./http-deps.ts";
import type { Metrics } from "./metrics.ts";
import { Text } from "./schemas.ts";

type HealthHandlers = Record<"healthz" | "readyz" | "metrics" | "openapi", Handler>;

export function createHealthHandlers(
  server: FastifyInstance,
  deps: Pick<HttpDeps, "readiness" | "measures">,
  metrics: Metrics,
): HealthHandlers {
  return {
    healthz: {
      schema: {
        tags: ["health"],
        summary: "The process is alive",
        response: { 200: Type.Object({ ok: Type.Boolean() }) },
      },
      handle: async () => ({ ok: true }),
    },
    readyz: {
      schema: {
        tags: ["health"],
        summary: "The desk can do its job; if not, why, and how to mend it",
        response: { 200: Readiness, 503: Readiness },
      },
      async handle(_request, reply) {
        const report = await checkReadiness(deps.readiness);
        return reply.code(report.ok ? 200 : 503).send(report);
      },
    },
    metrics: {
      schema: {
        tags: ["health"],
        summary: "Metrics in the text format of Prometheus",
        response: { 200: { description: "metrics", content: { "text/plain": { schema: Text } } } },
      },
      async handle(_request, reply) {
        const [measures, readiness] = await Promise.all([deps.measures.read(), checkReadiness(deps.readiness)]);
        return reply.type(metrics.contentType).send(await metrics.write(measures, readiness));
      },
    },
    openapi: {
      schema: UNDOCUMENTED,
      handle: async () => server.swagger(),
    },
  };
}
