import type { FastifyInstance } from "fastify";
import type { Log } from "../../usecases/ports/log.ts";
import type { Metrics } from "./metrics.ts";

/**
 * One line and one measurement for each answer. The route's pattern stands for the path: refs, filters and sign-in tokens
 * are in the path and never in the log.
 */
export function logRequests(server: FastifyInstance, log: Log, metrics: Metrics): void {
  server.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
  });
  server.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "unknown";
    const { method } = request;
    const milliseconds = Math.round(reply.elapsedTime);
    // How long somebody listened says nothing of how fast the server answers.
    if (reply.getHeader("content-type") !== "text/event-stream") {
      metrics.recordRequest(method, route, reply.statusCode, reply.elapsedTime / 1000);
    }
    log.debug({ requestId: request.id, method, route, status: reply.statusCode, milliseconds }, "request answered");
  });
}
