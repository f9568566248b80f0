import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { HttpDeps } from "./http-deps.ts";
import { PROBLEM_TYPE, Problem, type ProblemDocument, writeProblem } from "./problem.ts";
import { toProblem } from "./to-problem.ts";

const API_PATHS = /^\/(api|healthz|readyz|metrics|openapi)/;

/** Every failure is answered by one of the known problems: to programs as a document, to people as a page. */
export function answerProblems(server: FastifyInstance, deps: Pick<HttpDeps, "log" | "console">): void {
  server.setErrorHandler(async (error, request, reply) => {
    const problem = toProblem(error);
    if (problem.code === "internal") {
      deps.log.error({ err: error, requestId: request.id, route: request.routeOptions.url }, "request failed");
    }
    return answer(deps, problem, request, reply);
  });
  server.setNotFoundHandler((request, reply) => answer(deps, new Problem("not-found"), request, reply));
}

/** The same for a path that is none, before any route or hook is looked for: nothing of it, which may be a token, is repeated. */
export function answerBadPath(deps: Pick<HttpDeps, "log" | "console">) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    reply.headers({ "x-content-type-options": "nosniff", "cache-control": "no-store", "x-request-id": request.id });
    answer(deps, toProblem(error), request, reply).catch((err: unknown) => {
      deps.log.error({ err, requestId: request.id }, "request failed");
      reply.raw.destroy();
    });
  };
}

async function answer(
  deps: Pick<HttpDeps, "console">,
  problem: Problem,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const document = writeProblem(problem, request.id);
  reply.code(document.status).headers(problem.headers);
  if (!wantsPage(request)) return reply.type(PROBLEM_TYPE).serializer(JSON.stringify).send(document);
  return reply
    .type("text/html; charset=utf-8")
    .serializer(String)
    .send(await deps.console.notice(describe(document)));
}

function wantsPage(request: FastifyRequest): boolean {
  return !API_PATHS.test(request.url) && (request.headers.accept ?? "").includes("text/html");
}

function describe(document: ProblemDocument): { title: string; text: string; requestId: string } {
  return { title: document.title, text: document.detail ?? "", requestId: document.requestId };
}
