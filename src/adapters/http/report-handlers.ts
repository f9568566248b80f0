import type { FastifyReply } from "fastify";
import Type from "typebox";
import type { Language } from "../../domain/desk/language.ts";
import { reportSla } from "../../usecases/report/report-sla.ts";
import { slaReportCsv } from "../../usecases/report/sla-report-csv.ts";
import { slaReportHtml } from "../../usecases/report/sla-report-html.ts";
import type { Handler } from "./handler.ts";
import type { HttpDeps } from "./http-deps.ts";
import { Problem } from "./problem.ts";
import { SlaReport, SlaReportQuery } from "./report-schemas.ts";

type Deps = Pick<HttpDeps, "stores" | "clock" | "desk">;

export function createReportHandlers(deps: Deps): Record<"slaReport", Handler> {
  return {
    slaReport: {
      schema: {
        tags: ["reports"],
        summary: "How the promises made in a month were kept, as JSON, CSV or a page that prints",
        querystring: SlaReportQuery,
        response: {
          200: {
            content: {
              "application/json": { schema: SlaReport },
              "text/csv": { schema: Type.String() },
              "text/html": { schema: Type.String() },
            },
          },
        },
      },
      async handle(request, reply) {
        const { month, organisation = null, format = "json", lang } = request.query as SlaReportQuery;
        return await answerReport(deps, reply, { month, organisation, format, ...(lang ? { lang } : {}) });
      },
    },
  };
}

/** Answers with the report in one of its formats. CSV and the page are saved, not shown: a page of ours shows only our own style sheet. */
export async function answerReport(
  deps: Deps,
  reply: FastifyReply,
  wanted: {
    month: string;
    organisation: string | null;
    format: "json" | "csv" | "html";
    lang?: Language;
    isSaved?: true;
  },
): Promise<unknown> {
  const { month, organisation, format, lang, isSaved } = wanted;
  const { zone, languages } = deps.desk.desk;
  const now = await deps.stores.now();
  const report = await reportSla(deps.stores, deps.clock, { month, zone, organisation, now, recount: false });
  if (report === null) throw new Problem("invalid-request", "month is no month: write it as 2026-11");
  const saved = { "content-disposition": `attachment; filename="sla-${report.month}.${format}"` };
  if (format === "json") return reply.headers(isSaved ? saved : {}).send(report);
  const text = format === "csv" ? slaReportCsv(report) : slaReportHtml(report, lang ?? languages[0] ?? "en");
  return reply.type(`text/${format}; charset=utf-8`).headers(saved).serializer(String).send(text);
}
