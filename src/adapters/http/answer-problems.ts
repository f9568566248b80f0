import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { frameOf } from "./console-frame.ts";
import type { HttpDeps } from "./http-deps.ts";
import { PROBLEM_TYPE, Problem, type ProblemCode, type ProblemDocument, writeProblem } from "./problem.ts";
import { methodsAt, PROGRAMS_PATHS } from "./routes.ts";
import { toProblem } from "./to-problem.ts";

type NoticeDeps = Pick<HttpDeps, "log" | "console" | "desk" | "signer" | "publicUrl">;

/** Every failure is answered by one of the known problems: to programs as a document, to people as a page. */
export function answerProblems(server: FastifyInstance, deps: NoticeDeps): void {
  server.setErrorHandler(async (error, request, reply) => {
    const problem = toProblem(error);
    if (problem.code === "internal") {
      deps.log.error({ err: error, requestId: request.id, route: request.routeOptions.url }, "request failed");
    }
    return answer(deps, problem, request, reply);
  });
  server.setNotFoundHandler((request, reply) => answer(deps, whyNotFound(request), request, reply));
}

/** RFC 9110 section 15.5.6: a path that knows other methods says which. */
function whyNotFound({ method, url }: FastifyRequest): Problem {
  const path = url.replace(/[?#].*$/s, "");
  const allow = methodsAt(path.length > 1 ? path.replace(/\/$/, "") : path).join(", ");
  if (allow === "") return new Problem("not-found");
  return new Problem("method-not-allowed", `${method} is none of its methods: ${allow}.`, { allow });
}

/** The same for a path that is none, before any route or hook is looked for: nothing of it, which may be a token, is repeated. */
export function answerBadPath(deps: NoticeDeps) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    reply.headers({ "x-content-type-options": "nosniff", "cache-control": "no-store", "x-request-id": request.id });
    answer(deps, toProblem(error), request, reply).catch((err: unknown) => {
      deps.log.error({ err, requestId: request.id }, "request failed");
      reply.raw.destroy();
    });
  };
}

async function answer(
  deps: NoticeDeps,
  problem: Problem,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const document = writeProblem(problem, request.id);
  reply.code(document.status).headers(problem.headers);
  if (!wantsPage(request)) return reply.type(PROBLEM_TYPE).serializer(JSON.stringify).send(document);
  const frame = frameOf(deps, request, reply);
  const html = await deps.console.notice(frame, describe(document));
  return reply.type("text/html; charset=utf-8").serializer(String).send(html);
}

function wantsPage(request: FastifyRequest): boolean {
  return !PROGRAMS_PATHS.test(request.url) && (request.headers.accept ?? "").includes("text/html");
}

function describe({ code, status, title, detail = "", requestId }: ProblemDocument) {
  return { code, status, title, hint: HINTS[code] ?? HINTS.internal, text: detail, requestId };
}

/** What a person does about it: sentences of the console's dictionary. */
const HINTS: Readonly<Partial<Record<ProblemCode, string>>> & { readonly internal: string } = {
  "not-found": "The address is wrong, or what it led to is gone. Search for it at the top of any page.",
  forbidden: "You may look at this, but not change it. Ask somebody of operations, or sign in in your own name.",
  "cross-site": "Nothing was done. Open the console itself, and do it there.",
  "too-many-requests": "Wait a minute, then try again.",
  "database-unavailable": "Nothing is lost: mail waits on its servers. Try again in a moment.",
  internal: "Nothing was done. Try again; if it fails again, give the number below to whoever runs the desk.",
};
