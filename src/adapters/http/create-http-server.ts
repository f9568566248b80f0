import { randomUUID } from "node:crypto";
import cookie from "@fastify/cookie";
import rateLimit from "@fastify/rate-limit";
import Fastify, { type FastifyInstance } from "fastify";
import { answerBadPath, answerProblems } from "./answer-problems.ts";
import { createAttachmentHandlers } from "./attachment-handlers.ts";
import { createChangeHandlers } from "./change-handlers.ts";
import { createConsoleHandlers } from "./console-handlers.ts";
import { createDeskHandlers } from "./desk-handlers.ts";
import { documentAccess, documentApi } from "./document-api.ts";
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
import { createMetrics } from "./metrics.ts";
import { createOrderHandlers } from "./order-handlers.ts";
import { createOrganisationHandlers } from "./organisation-handlers.ts";
import { performOnce } from "./perform-once.ts";
import { readForms } from "./read-forms.ts";
import { createReleaseHandlers } from "./release-handlers.ts";
import { createReportHandlers } from "./report-handlers.ts";
import { createRequestHandlers } from "./request-handlers.ts";
import { denyUnlisted, isWriting, ROUTES, type Route, type RouteName } from "./routes.ts";
import { sendSecurityHeaders } from "./security-headers.ts";
import { createSignInHandlers } from "./sign-in-handlers.ts";
import { createSurveyHandlers } from "./survey-handlers.ts";
import { createTicketHandlers } from "./ticket-handlers.ts";
import { createTimeHandlers } from "./time-handlers.ts";

export interface HttpServer {
  /** Where it listens, such as `http://127.0.0.1:8080`. */
  url: string;
  /** Answers what has begun, then lets go of the port. */
  close(): Promise<void>;
}

const BODY_BYTES = 64 * 1024;
const REQUESTS_A_MINUTE = 6000;

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
  return { url: await listen(server, deps.host, deps.port), close: () => server.close() };
}

async function prepare(server: FastifyInstance, deps: HttpDeps): Promise<void> {
  const metrics = createMetrics(Object.keys(deps.desk.levels));
  server.addHook("onRoute", (route) => denyUnlisted(route.method, route.url));
  answerProblems(server, deps);
  logRequests(server, deps.log, metrics);
  readForms(server);
  await sendSecurityHeaders(server);
  await server.register(cookie);
  await server.register(rateLimit, {
    global: true,
    max: deps.requestsAMinute ?? REQUESTS_A_MINUTE,
    timeWindow: "1 minute",
  });
  await documentApi(server, deps.version);
  const handlers: Record<RouteName, Handler | Writing> = {
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
    ...createKeyHandlers(deps),
    ...createOrganisationHandlers(deps),
    ...createAttachmentHandlers(deps),
    ...createSurveyHandlers(deps),
    ...createFormHandlers(server, deps),
    ...createConsoleHandlers(deps),
    ...createSignInHandlers(server, deps),
  };
  const guard = createGuard(server, deps);
  for (const name of Object.keys(ROUTES) as RouteName[]) {
    const route: Route = ROUTES[name];
    const handler = handlers[name];
    server.route({
      method: route.method,
      url: route.path,
      ...("bodyBytes" in handler ? { bodyLimit: handler.bodyBytes } : {}),
      schema: documentAccess(handler.schema, route),
      onRequest: guard(route.access),
      handler: handle(deps, route, handler),
    });
  }
}

/** No route of the API changes anything but as a `Writing`, so that whatever it does can be asked for again. */
function handle(deps: HttpDeps, route: Route, handler: Handler | Writing): Handler["handle"] {
  if ("perform" in handler !== isWriting(route)) throw new Error(`${route.method} ${route.path} is no such handler`);
  return "perform" in handler ? performOnce(deps, handler) : handler.handle;
}
