import { randomUUID } from "node:crypto";
import cookie from "@fastify/cookie";
import rateLimit from "@fastify/rate-limit";
import Fastify, { type FastifyInstance } from "fastify";
import { answerBadPath, answerProblems } from "./answer-problems.ts";
import { createAttachmentHandlers } from "./attachment-handlers.ts";
import { createAuditHandlers } from "./audit-handlers.ts";
import { countedAs } from "./caller.ts";
import { createChangeHandlers } from "./change-handlers.ts";
import { createConsoleHandlers } from "./console-handlers.ts";
import { createConsoleLiveHandlers } from "./console-live-handlers.ts";
import { createDeskHandlers } from "./desk-handlers.ts";
import { documentAccess, documentApi } from "./document-api.ts";
import { dropSilentConnections } from "./drop-silent-connections.ts";
import { createEventHandlers } from "./event-handlers.ts";
import { createEventStreams, type EventStreams } from "./event-streams.ts";
import { createFormHandlers } from "./form-handlers.ts";
import { createGuard } from "./guard.ts";
import type { Handler, Writing } from "./handler.ts";
import { createHealthHandlers } from "./health-handlers.ts";
import type { HttpDeps } from "./http-deps.ts";
import { createKeyHandlers } from "./key-handlers.ts";
import { createKnownErrorHandlers } from "./known-error-handlers.ts";
import { createListHandlers } from "./list-handlers.ts";
import { listen } from "./listen.ts";
import { logRequests } from "./log-requests.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { createOperationHandlers } from "./operation-handlers.ts";
import { createOrderHandlers } from "./order-handlers.ts";
import { createOrganisationChangeHandlers } from "./organisation-change-handlers.ts";
import { createOrganisationHandlers } from "./organisation-handlers.ts";
import { performOnce } from "./perform-once.ts";
import { createPersonHandlers } from "./person-handlers.ts";
import { readForms } from "./read-forms.ts";
import { refuseInfinity } from "./refuse-infinity.ts";
import { createReleaseHandlers } from "./release-handlers.ts";
import { createReportHandlers } from "./report-handlers.ts";
import { createRequestHandlers } from "./request-handlers.ts";
import { denyUnlisted, isHeadAnswered, isWriting, ROUTES, type Route, type RouteName } from "./routes.ts";
import { sendSecurityHeaders } from "./security-headers.ts";
import { createSignInHandlers } from "./sign-in-handlers.ts";
import { createSurveyHandlers } from "./survey-handlers.ts";
import { createTicketHandlers } from "./ticket-handlers.ts";
import { createTimeHandlers } from "./time-handlers.ts";

export interface HttpServer {
  /** Where it listens, such as `http://127.0.0.1:8080`. */
  url: string;
  /** Answers what has begun, for a few seconds, then lets go of the port. */
  close(): Promise<void>;
}

const BODY_BYTES = 64 * 1024;
const DRAINING_MS = 5_000;
const REQUESTS_A_MINUTE = 6000;
const UNTRACED_ROUTES: ReadonlySet<string> = new Set(["/healthz", "/readyz", "/metrics"]);

/** The API, the health routes and the console. Throws an AdapterError that says how to mend it when it cannot listen. */
export async function createHttpServer(deps: HttpDeps): Promise<HttpServer> {
  const server = Fastify({
    logger: false,
    trustProxy: deps.trustedProxies?.length ? [...deps.trustedProxies] : false,
    exposeHeadRoutes: false,
    bodyLimit: BODY_BYTES,
    requestTimeout: 30_000,
    forceCloseConnections: "idle",
    genReqId: () => randomUUID(),
    frameworkErrors: answerBadPath(deps),
    routerOptions: { ignoreTrailingSlash: true },
    // An unknown parameter is a fault to be told, not to be dropped in silence.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: true, useDefaults: true } },
  });
  await prepare(server, deps);
  return { url: await listen(server, deps.host, deps.port), close: () => drain(server) };
}

/** A request that never ends, or a reader of events that never leaves, is let go of after a while: its client asks again. */
async function drain(server: FastifyInstance): Promise<void> {
  const late = setTimeout(() => server.server.closeAllConnections(), DRAINING_MS);
  await server.close().finally(() => clearTimeout(late));
}

async function prepare(server: FastifyInstance, deps: HttpDeps): Promise<void> {
  server.addHook("onRoute", (route) => denyUnlisted(route.method, route.url));
  dropSilentConnections(server);
  const streams = createEventStreams(server, deps);
  const metrics = createMetrics(Object.keys(deps.desk.levels), streams.count);
  answerProblems(server, deps);
  logRequests(server, deps.log, metrics);
  readForms(server);
  refuseInfinity(server);
  await sendSecurityHeaders(server);
  await server.register(cookie);
  await server.register(rateLimit, {
    global: true,
    max: deps.requestsAMinute ?? REQUESTS_A_MINUTE,
    timeWindow: "1 minute",
    keyGenerator: countedAs,
    enableDraftSpec: true,
  });
  await documentApi(server, deps.version, () => handlers);
  const handlers = createHandlers(server, deps, { metrics, streams });
  const guard = createGuard(server, deps);
  for (const name of Object.keys(ROUTES) as RouteName[]) {
    const route: Route = ROUTES[name];
    const handler = handlers[name];
    const served = {
      url: route.path,
      ...("bodyBytes" in handler ? { bodyLimit: handler.bodyBytes } : {}),
      schema: documentAccess(handler.schema, route, name),
      onRequest: guard(route.access),
      handler: handle(deps, route, handler),
    };
    server.route({ ...served, method: route.method });
    // The document has GET alone: that HEAD does the same need not be said of each.
    if (isHeadAnswered(route)) server.route({ ...served, method: "HEAD", schema: { ...served.schema, hide: true } });
  }
}

function createHandlers(
  server: FastifyInstance,
  deps: HttpDeps,
  { metrics, streams }: { metrics: Metrics; streams: EventStreams },
): Record<RouteName, Handler | Writing> {
  return {
    ...createHealthHandlers(server, deps, metrics),
    ...createTicketHandlers(deps),
    ...createRequestHandlers(deps),
    ...createOrderHandlers(deps),
    ...createReportHandlers(deps),
    ...createDeskHandlers(deps),
    ...createTimeHandlers(deps),
    ...createKnownErrorHandlers(deps),
    ...createReleaseHandlers(deps),
    ...createChangeHandlers(deps),
    ...createListHandlers(deps),
    ...createOperationHandlers(deps),
    ...createKeyHandlers(deps),
    ...createAuditHandlers(deps),
    ...createOrganisationHandlers(deps),
    ...createOrganisationChangeHandlers(deps),
    ...createEventHandlers(streams, deps),
    ...createPersonHandlers(deps),
    ...createAttachmentHandlers(deps),
    ...createSurveyHandlers(deps),
    ...createFormHandlers(server, deps),
    ...createConsoleHandlers(deps),
    ...createConsoleLiveHandlers(streams, deps),
    ...createSignInHandlers(server, deps),
  };
}

/** No route of the API changes anything but as a `Writing`, so that whatever it does can be asked for again. */
function handle(deps: HttpDeps, route: Route, handler: Handler | Writing): Handler["handle"] {
  if ("perform" in handler !== isWriting(route)) throw new Error(`${route.method} ${route.path} is no such handler`);
  const answer = "perform" in handler ? performOnce(deps, handler) : handler.handle;
  const { tracer } = deps;
  // What only watches is asked every few seconds, and would bury the rest.
  if (tracer === undefined || UNTRACED_ROUTES.has(route.path)) return answer;
  const facts = { "http.request.method": route.method, "http.route": route.path };
  return (request, reply) =>
    tracer.span(`${route.method} ${route.path}`, { kind: "server", facts }, async (note) => {
      const body = await answer(request, reply);
      note({ "http.response.status_code": reply.statusCode });
      return body;
    });
}
