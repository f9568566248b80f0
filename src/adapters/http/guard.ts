import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from "fastify";
import { authorize } from "../../domain/access/authorize.ts";
import type { Scope } from "../../domain/access/scope.ts";
import { authenticateKey } from "../../usecases/authenticate-key.ts";
import { keyActor } from "../../usecases/key-actor.ts";
import type { ApiKey } from "../../usecases/ports/key-store.ts";
import { noteCaller } from "./caller.ts";
import { noteSession } from "./console-session.ts";
import type { HttpDeps } from "./http-deps.ts";
import { Problem } from "./problem.ts";
import type { Access } from "./routes.ts";
import { findSession, hadSession } from "./session.ts";

const REFUSALS_A_MINUTE = 60;
const BEARER = /^Bearer +(\S+)$/i;

/** Makes the check that stands before a route's handler, by the route's access. */
export function createGuard(server: FastifyInstance, deps: HttpDeps): (access: Access) => onRequestAsyncHookHandler {
  const countRefusal = server.createRateLimit({
    max: deps.refusalsAMinute ?? REFUSALS_A_MINUTE,
    timeWindow: "1 minute",
  });
  return (access) => {
    if (access === "public") return async () => {};
    if (access === "console") return (request, reply) => admitViewer(deps, request, reply);
    return async (request) => {
      const key = await readKey(deps, request);
      if (key !== null) return admitKey(deps, request, key, access);
      const refusals = await countRefusal(request);
      throw !refusals.isAllowed && refusals.isExceeded ? tooMany(refusals.ttlInSeconds) : unauthenticated();
    };
  };
}

/** The key of the Authorization header (RFC 6750 section 2.1); null without a valid one. Never looked for in the URL. */
async function readKey(deps: HttpDeps, request: FastifyRequest): Promise<ApiKey | null> {
  const text = BEARER.exec(request.headers.authorization ?? "")?.[1];
  if (text === undefined) return null;
  const answer = await authenticateKey({ keys: deps.keys, digest: deps.digest, now: () => deps.stores.now() }, text);
  return answer.ok ? answer.key : null;
}

function admitKey({ desk }: HttpDeps, request: FastifyRequest, key: ApiKey, scope: Scope): void {
  const answer = authorize(keyActor(key, desk.agents), scope);
  if (answer.ok) {
    noteCaller(request, key);
    return;
  }
  if (answer.why !== "missing-scope") {
    throw new Problem("forbidden", `The key acts for ${key.agent}, who is not an active agent of the desk any more.`);
  }
  const whose = key.agent === null ? "" : ` and acts for ${key.agent}, who may read and write`;
  throw new Problem("forbidden", `This needs the scope ${scope}; the key has ${key.scopes.join(", ")}${whose}.`, {
    "www-authenticate": `Bearer error="insufficient_scope", scope="${scope}"`,
  });
}

function unauthenticated(): Problem {
  return new Problem("unauthenticated", "Send Authorization: Bearer <key>; svartid key create makes one.", {
    "www-authenticate": "Bearer",
  });
}

function tooMany(seconds: number): Problem {
  return new Problem("too-many-requests", undefined, { "retry-after": String(seconds) });
}

async function admitViewer(deps: HttpDeps, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const session = await findSession(deps, request);
  if (session === null) return reply.redirect(hadSession(request) ? "/sign-in?ended" : "/sign-in", 303);
  noteSession(request, session);
  return undefined;
}
