import type { FastifyInstance, FastifyRequest } from "fastify";
import { authenticateKey } from "../../usecases/authenticate-key.ts";
import { endSession, endSessionsOf } from "../../usecases/console/sessions.ts";
import type { Viewer } from "../../usecases/console-access.ts";
import { type Handler, UNDOCUMENTED } from "./handler.ts";
import type { HttpDeps } from "./http-deps.ts";
import { Problem } from "./problem.ts";
import { closeSession, findSession, isSameOrigin, signIn } from "./session.ts";
import { showSignIn } from "./show-sign-in.ts";
import { askToGoOn, createSignInLinkHandlers, isLink } from "./sign-in-link-handlers.ts";

type SignInHandlers = Record<"signInPage" | "signIn" | "mailLink" | "useLink" | "signOut", Handler>;

const TRIES_A_MINUTE = 20;

export function createSignInHandlers(server: FastifyInstance, deps: HttpDeps): SignInHandlers {
  const count = server.createRateLimit({ max: TRIES_A_MINUTE, timeWindow: "1 minute" });
  const countTry = async (request: FastifyRequest) => {
    const tries = await count(request);
    if (!tries.isAllowed && tries.isExceeded) throw new Problem("too-many-requests");
  };
  return {
    signInPage: {
      schema: UNDOCUMENTED,
      async handle(request, reply) {
        const query = request.query as Record<string, unknown>;
        if (isLink(query)) return await askToGoOn(deps, request, reply);
        return await showSignIn(deps, request, reply, query.ended === undefined ? "fresh" : "expired");
      },
    },
    signIn: {
      schema: UNDOCUMENTED,
      async handle(request, reply) {
        if (!isSameOrigin(request)) throw new Problem("cross-site");
        await countTry(request);
        const viewer = await readViewer(deps, request.body);
        if (viewer === null || !(await signIn(deps, reply, viewer)))
          return await showSignIn(deps, request, reply.code(403), "failed");
        return reply.redirect("/", 303);
      },
    },
    ...createSignInLinkHandlers(deps, countTry),
    signOut: {
      schema: UNDOCUMENTED,
      async handle(request, reply) {
        if (!isSameOrigin(request)) throw new Problem("cross-site");
        await signOut(deps, request);
        closeSession(reply);
        return reply.redirect("/sign-in", 303);
      },
    },
  };
}

/** Ends the session that the cookie names; an agent's, where they ask for it, everywhere. */
async function signOut(deps: HttpDeps, request: FastifyRequest): Promise<void> {
  const session = await findSession(deps, request);
  if (session === null) return;
  const { actsAs, pass } = session;
  const { everywhere } = (request.body ?? {}) as { everywhere?: unknown };
  await deps.unitOfWork.transaction(async (stores) => {
    if (everywhere === undefined || actsAs === null) await endSession(stores, pass);
    else await endSessionsOf(stores, actsAs, { kind: "agent", id: actsAs });
  });
}

async function readViewer(deps: HttpDeps, body: unknown): Promise<Viewer | null> {
  const { key } = (body ?? {}) as { key?: unknown };
  if (typeof key !== "string") return null;
  const answer = await authenticateKey(
    { keys: deps.keys, digest: deps.digest, now: () => deps.stores.now() },
    key.trim(),
  );
  return answer.ok ? { kind: "key", keyId: answer.key.id } : null;
}
