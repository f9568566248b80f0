import type { FastifyReply, FastifyRequest } from "fastify";
import { answerSurvey, openSurvey, readScore, type SurveyState } from "../../usecases/survey/answer-survey.ts";
import { type Handler, UNDOCUMENTED } from "./handler.ts";
import type { HttpDeps } from "./http-deps.ts";
import { Problem } from "./problem.ts";
import { isSameOrigin } from "./session.ts";

const HTML = "text/html; charset=utf-8";
// A second answer conflicts with the first; a link that is over is as good as none.
const STATUS: Readonly<Record<SurveyState, number>> = { open: 200, taken: 409, unknown: 404 };

/** The page behind the link of a survey. Opening it changes nothing; only its form records the one answer (threat T21). */
export function createSurveyHandlers(deps: HttpDeps): Record<"survey" | "surveyAnswer", Handler> {
  return {
    survey: {
      schema: UNDOCUMENTED,
      async handle(request, reply) {
        const page = await openSurvey(deps.surveys, tokenOf(request));
        return await show(deps, reply, page, page.state === "unknown" ? 404 : 200);
      },
    },
    surveyAnswer: {
      schema: UNDOCUMENTED,
      async handle(request, reply) {
        if (!isSameOrigin(request)) throw new Problem("cross-site");
        const token = tokenOf(request);
        const { score: written, comment } = (request.body ?? {}) as { score?: unknown; comment?: unknown };
        const page = await openSurvey(deps.surveys, token);
        const score = readScore(written);
        if (score === null && page.state === "open")
          return await show(deps, reply, { ...page, isIncomplete: true }, 400);
        if (score === null) return await show(deps, reply, page, STATUS[page.state]);
        const text = typeof comment === "string" ? comment : "";
        const state = await answerSurvey(deps.surveys, token, { score, comment: text });
        return await show(deps, reply, { ...page, state, isRecorded: state === "open" }, STATUS[state]);
      },
    },
  };
}

type Shown = Awaited<ReturnType<typeof openSurvey>> & { isIncomplete?: boolean; isRecorded?: boolean };

async function show(deps: HttpDeps, reply: FastifyReply, page: Shown, status: number): Promise<unknown> {
  const html = await deps.console.survey({ isIncomplete: false, isRecorded: false, ...page });
  return reply.code(status).type(HTML).header("x-robots-tag", "noindex").send(html);
}

function tokenOf(request: FastifyRequest): string {
  return (request.params as { token: string }).token;
}
