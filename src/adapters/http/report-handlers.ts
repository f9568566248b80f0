import Type from "typebox";
import { reportSla } from "../../usecases/report/report-sla.ts";
import { slaReportCsv } from "../../usecases/report/sla-report-csv.ts";
import { slaReportHtml } from "../../usecases/report/sla-report-html.ts";
import type { Handler } from "./handler.ts";
import type { HttpDeps } from "./http-deps.ts";
import { Problem } from "./problem.ts";
import { SlaReport, SlaReportQuery } from "./report-schemas.ts";

export function createReportHandlers(deps: Pick<HttpDeps, "stores" | "clock" | "desk">): Record<"slaReport", Handler> {
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
        const { zone, languages } = deps.desk.desk;
        const now = await deps.stores.now();
        const report = await reportSla(deps.stores, deps.clock, { month, zone, organisation, now, recount: false });
        if (report === null) throw new Problem("invalid-request", "month is no month: write it as 2026-11");
        if (format === "json") return report;
        const text = format === "csv" ? slaReportCsv(report) : slaReportHtml(report, lang ?? languages[0] ?? "en");
        // Saved, not shown: a page of ours shows only our own style sheet.
        return reply
          .type(`text/${format}; charset=utf-8`)
          .header("content-disposition", `attachment; filename="sla-${report.month}.${format}"`)
          .serializer(String)
          .send(text);
      },
    },
  };
}
