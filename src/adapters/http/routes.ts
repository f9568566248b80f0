import type { Scope } from "../../domain/access/scope.ts";

/**
 * Who may use a route: `public`: anybody; `console`: a signed-in viewer of the console; else the scope that the caller's
 * API key must have.
 */
export type Access = "public" | "console" | Scope;

export interface Route {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  path: string;
  access: Access;
}

/** Every route of the server. A route that is not listed here cannot be registered: see `denyUnlisted`. */
export const ROUTES = {
  healthz: { method: "GET", path: "/healthz", access: "public" },
  readyz: { method: "GET", path: "/readyz", access: "public" },
  metrics: { method: "GET", path: "/metrics", access: "metrics" },
  openapi: { method: "GET", path: "/openapi.json", access: "public" },

  tickets: { method: "GET", path: "/api/v1/tickets", access: "read" },
  createTicket: { method: "POST", path: "/api/v1/tickets", access: "write" },
  ticket: { method: "GET", path: "/api/v1/tickets/:ref", access: "read" },
  ticketMessages: { method: "GET", path: "/api/v1/tickets/:ref/messages", access: "read" },
  replyToTicket: { method: "POST", path: "/api/v1/tickets/:ref/messages", access: "write" },
  changeTicket: { method: "PATCH", path: "/api/v1/tickets/:ref", access: "write" },
  recordTime: { method: "POST", path: "/api/v1/tickets/:ref/time", access: "write" },
  ticketEvents: { method: "GET", path: "/api/v1/tickets/:ref/events", access: "read" },
  ticketClocks: { method: "GET", path: "/api/v1/tickets/:ref/clocks", access: "read" },
  ticketTime: { method: "GET", path: "/api/v1/tickets/:ref/time", access: "read" },
  inbound: { method: "GET", path: "/api/v1/inbound", access: "read" },
  retryInbound: { method: "POST", path: "/api/v1/inbound/:id/retry", access: "write" },
  outbox: { method: "GET", path: "/api/v1/outbox", access: "read" },
  resolveOutbox: { method: "POST", path: "/api/v1/outbox/:id/resolve", access: "write" },
  alerts: { method: "GET", path: "/api/v1/alerts", access: "read" },
  agents: { method: "GET", path: "/api/v1/agents", access: "read" },
  webhooks: { method: "GET", path: "/api/v1/webhooks", access: "read" },
  replayWebhook: { method: "POST", path: "/api/v1/webhooks/:id/replay", access: "write" },
  slaReport: { method: "GET", path: "/api/v1/reports/sla", access: "read" },
  knownErrors: { method: "GET", path: "/api/v1/known-errors", access: "read" },
  changes: { method: "GET", path: "/api/v1/changes", access: "read" },
  releases: { method: "GET", path: "/api/v1/releases", access: "read" },
  release: { method: "GET", path: "/api/v1/releases/:id", access: "read" },
  releaseNotices: { method: "GET", path: "/api/v1/releases/:id/notices", access: "read" },
  organisations: { method: "GET", path: "/api/v1/organisations", access: "read" },
  createOrganisation: { method: "POST", path: "/api/v1/organisations", access: "admin" },
  organisation: { method: "GET", path: "/api/v1/organisations/:organisation", access: "read" },
  replaceOrganisation: { method: "PUT", path: "/api/v1/organisations/:organisation", access: "admin" },
  removeOrganisation: { method: "DELETE", path: "/api/v1/organisations/:organisation", access: "admin" },
  organisationEvents: { method: "GET", path: "/api/v1/organisations/:organisation/events", access: "read" },
  agreements: { method: "GET", path: "/api/v1/agreements", access: "read" },
  keys: { method: "GET", path: "/api/v1/keys", access: "admin" },
  key: { method: "GET", path: "/api/v1/keys/:id", access: "admin" },
  createKey: { method: "POST", path: "/api/v1/keys", access: "admin" },
  revokeKey: { method: "DELETE", path: "/api/v1/keys/:id", access: "admin" },
  audit: { method: "GET", path: "/api/v1/audit", access: "admin" },

  events: { method: "GET", path: "/api/v1/events", access: "read" },
  exportPerson: { method: "POST", path: "/api/v1/person-exports", access: "admin" },

  attachment: { method: "GET", path: "/attachments", access: "public" },

  consoleOverview: { method: "GET", path: "/", access: "console" },
  consoleTickets: { method: "GET", path: "/tickets", access: "console" },
  consoleTicket: { method: "GET", path: "/tickets/:ref", access: "console" },
  consoleClocks: { method: "GET", path: "/tickets/:ref/clocks.svg", access: "console" },
  consoleFormatted: { method: "GET", path: "/tickets/:ref/messages/:message/formatted", access: "console" },
  consoleFile: { method: "GET", path: "/tickets/:ref/messages/:message/files/:sha256", access: "console" },
  consoleInbound: { method: "GET", path: "/inbound", access: "console" },
  consoleInboundEmail: { method: "GET", path: "/inbound/:id", access: "console" },
  consoleOriginal: { method: "GET", path: "/inbound/:id/original", access: "console" },
  consoleOutbox: { method: "GET", path: "/outbox", access: "console" },
  consoleOutboxMail: { method: "GET", path: "/outbox/:id", access: "console" },
  consoleWebhooks: { method: "GET", path: "/webhooks", access: "console" },
  consoleLadder: { method: "GET", path: "/ladder", access: "console" },
  consoleHealth: { method: "GET", path: "/health", access: "console" },
  consoleReports: { method: "GET", path: "/reports", access: "console" },
  consoleReport: { method: "GET", path: "/reports/sla", access: "console" },
  consoleOrganisations: { method: "GET", path: "/organisations", access: "console" },
  consoleOrganisation: { method: "GET", path: "/organisations/:organisation", access: "console" },
  consoleDeed: { method: "GET", path: "/tickets/:ref/do/:deed", access: "console" },
  consoleDoDeed: { method: "POST", path: "/tickets/:ref/do/:deed", access: "console" },
  consoleRetry: { method: "GET", path: "/inbound/:id/retry", access: "console" },
  consoleDoRetry: { method: "POST", path: "/inbound/:id/retry", access: "console" },
  consoleResolve: { method: "GET", path: "/outbox/:id/resolve/:resolution", access: "console" },
  consoleDoResolve: { method: "POST", path: "/outbox/:id/resolve/:resolution", access: "console" },
  consoleReplay: { method: "GET", path: "/webhooks/:id/replay", access: "console" },
  consoleDoReplay: { method: "POST", path: "/webhooks/:id/replay", access: "console" },
  consoleAudit: { method: "GET", path: "/audit-trail", access: "console" },
  consoleDone: { method: "GET", path: "/done/:token", access: "console" },
  consoleReleases: { method: "GET", path: "/releases", access: "console" },
  consoleRelease: { method: "GET", path: "/releases/:release", access: "console" },
  survey: { method: "GET", path: "/survey/:token", access: "public" },
  surveyAnswer: { method: "POST", path: "/survey/:token", access: "public" },
  requestForm: { method: "GET", path: "/request", access: "public" },
  sendRequest: { method: "POST", path: "/request", access: "public" },
  consoleLive: { method: "GET", path: "/live", access: "console" },
  consoleScript: { method: "GET", path: "/console.js", access: "public" },
  consoleStyle: { method: "GET", path: "/console.css", access: "public" },
  signInPage: { method: "GET", path: "/sign-in", access: "public" },
  signIn: { method: "POST", path: "/sign-in", access: "public" },
  mailLink: { method: "POST", path: "/sign-in/mail", access: "public" },
  useLink: { method: "POST", path: "/sign-in/link", access: "public" },
  signOut: { method: "POST", path: "/sign-out", access: "public" },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof ROUTES;

/** True where a route of the API changes something: it is carried out once and answered the same when it is sent again. */
export function isWriting({ method, path }: Route): boolean {
  return method !== "GET" && path.startsWith("/api/");
}

/** Under this path a plugin serves the documentation of the API, which holds no data and may be read by anybody. */
export const DOCUMENTATION_PATH = "/docs";

/** What programs ask; all else is for people, whose pages say no more than that there is nothing. */
export const PROGRAMS_PATHS = /^\/(api|healthz|readyz|metrics|openapi)/;

/** HEAD is answered where programs and balancers ask by it; a stream of events has no end to know the length of. */
export function isHeadAnswered({ method, path }: Route): boolean {
  return method === "GET" && path !== ROUTES.events.path && PROGRAMS_PATHS.test(path);
}

/** What may be asked of a path, in the order of the alphabet; empty where there is nothing for programs. */
export function methodsAt(path: string): string[] {
  if (!PROGRAMS_PATHS.test(path)) return [];
  const found = Object.values<Route>(ROUTES).filter((route) => isAt(route.path, path));
  return [...new Set(found.flatMap((route) => [route.method, ...(isHeadAnswered(route) ? ["HEAD"] : [])]))].sort();
}

function isAt(pattern: string, path: string): boolean {
  const [wanted, given] = [pattern.split("/"), path.split("/")];
  return wanted.length === given.length && wanted.every((part, index) => part.startsWith(":") || part === given[index]);
}

const LISTED = new Set(
  Object.values<Route>(ROUTES).flatMap((route) => [
    `${route.method} ${route.path}`,
    ...(isHeadAnswered(route) ? [`HEAD ${route.path}`] : []),
  ]),
);

/** Throws for a route that has no entry in the list, so that nothing is ever served by oversight. */
export function denyUnlisted(method: string | string[], path: string): void {
  if (path === DOCUMENTATION_PATH || path.startsWith(`${DOCUMENTATION_PATH}/`)) return;
  for (const one of [method].flat()) {
    if (!LISTED.has(`${one} ${path}`)) throw new Error(`${one} ${path} is not in the list of routes`);
  }
}
