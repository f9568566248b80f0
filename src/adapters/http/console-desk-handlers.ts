import { NOTICE_STATES } from "../../domain/releases/delivery-of-notice.ts";
import { localDateAt } from "../../domain/time/local-date-at.ts";
import { presentChange } from "../../usecases/changes/present-change.ts";
import { checkReadiness } from "../../usecases/check-readiness.ts";
import { listNextSteps } from "../../usecases/clock/list-next-steps.ts";
import { listTickets } from "../../usecases/list-tickets.ts";
import { findOrganisationView, listOrganisations } from "../../usecases/organisations/list-organisations.ts";
import { withInstalled } from "../../usecases/organisations/with-installed.ts";
import { cutPage } from "../../usecases/page.ts";
import { presentRelease, showRelease } from "../../usecases/releases/present-release.ts";
import { reportSla } from "../../usecases/report/report-sla.ts";
import { type Asked, pageWith, parameter } from "./console-page.ts";
import type { Handler } from "./handler.ts";
import { UNDOCUMENTED } from "./handler.ts";
import type { HttpDeps } from "./http-deps.ts";
import { Problem } from "./problem.ts";
import { answerReport } from "./report-handlers.ts";
import { readSearch } from "./search.ts";

type DeskHandlers = Record<
  | "consoleLadder"
  | "consoleHealth"
  | "consoleReports"
  | "consoleReport"
  | "consoleOrganisations"
  | "consoleOrganisation"
  | "consoleReleases"
  | "consoleRelease",
  Handler
>;

const ROWS = 50;
const CLOCKS = 50;
const ALERTS = 25;
const CHANGES = 10;
const TICKETS = 10;
const BAD = ["bounced", "failed", "uncertain"];

/** How the desk itself is doing, whom it serves, and what it has promised. */
export function createConsoleDeskHandlers(deps: HttpDeps): DeskHandlers {
  const page = pageWith(deps);
  const { stores, desk } = deps;
  return {
    consoleLadder: page(async ({ frame, now }) => {
      const [steps, alerts] = await Promise.all([
        listNextSteps(stores, deps.clock, CLOCKS),
        deps.alerts.list({ limit: ALERTS }),
      ]);
      return deps.console.ladder(frame, { steps, alerts, now });
    }),
    consoleHealth: page(async ({ frame }) => {
      const [readiness, measures] = await Promise.all([checkReadiness(deps.readiness), deps.measures.read()]);
      const checks = readiness.checks.toSorted((one, other) => Number(one.ok) - Number(other.ok));
      return deps.console.health(frame, { readiness, checks, measures, now: measures.now });
    }),
    consoleReports: page((asked) => showReports(deps, asked)),
    consoleReport: {
      schema: UNDOCUMENTED,
      async handle(request, reply) {
        const search = readSearch(request.query);
        const format = search.oneOf("format", ["json", "csv", "html"]) ?? "json";
        const wanted = { month: search.text("month"), organisation: search.text("org") || null, format };
        return await answerReport(deps, reply, { ...wanted, isSaved: true });
      },
    },
    consoleOrganisations: page(async ({ frame, request }) => {
      const after = readSearch(request.query).text("after");
      const rest = (await listOrganisations(stores, desk)).filter(({ id }) => id > after);
      const items = rest.slice(0, ROWS);
      return deps.console.organisations(frame, { items, next: rest.length > ROWS ? (items.at(-1)?.id ?? null) : null });
    }),
    consoleOrganisation: page(async (asked) => {
      const one = await findOrganisationView(stores, desk, parameter(asked, "organisation"));
      if (one === null) throw new Problem("not-found");
      const [[{ installed } = one], changes, { items: tickets }] = await Promise.all([
        withInstalled(stores, [one]),
        stores.changes.list({ organisation: one.id, limit: CHANGES }),
        listTickets(deps, { organisation: one.id, limit: TICKETS }),
      ]);
      return deps.console.organisation(asked.frame, { one, installed, changes: changes.map(presentChange), tickets });
    }),
    consoleReleases: page(async ({ frame, request }) => {
      const search = readSearch(request.query);
      const { items, next } = cutPage(await stores.releases.list({ ...search.before(), limit: ROWS + 1 }), ROWS);
      const older = search.linkBefore("/releases", next);
      return deps.console.releases(frame, { items: items.map(presentRelease), older });
    }),
    consoleRelease: page(async (asked) => {
      const one = await showRelease(stores, parameter(asked, "release"));
      if (one === null) throw new Problem("not-found");
      const states = NOTICE_STATES.map((name) => ({ name, count: one.notices[name], isBad: BAD.includes(name) }));
      return deps.console.release(asked.frame, { one, states });
    }),
  };
}

async function showReports(deps: HttpDeps, { frame, request, now }: Asked): Promise<string> {
  const { stores, desk } = deps;
  const search = readSearch(request.query);
  const known = await listOrganisations(stores, desk);
  const { zone } = desk.desk;
  const month = search.text("month") || localDateAt(now, zone).slice(0, "2026-11".length);
  const organisation = search.text("org");
  const wanted = { month, zone, organisation: organisation || null, now, recount: false };
  const report = await reportSla(stores, deps.clock, wanted);
  return deps.console.reports(frame, {
    month,
    organisation,
    organisations: known.map(({ id, name }) => ({ id, name })),
    isWrong: report === null,
    lines: report?.lines ?? [],
    countedAt: report?.countedAt ?? "",
    query: new URLSearchParams({ month, ...(organisation === "" ? {} : { org: organisation }) }).toString(),
  });
}
