import type { FastifyInstance } from "fastify";
import { authorize } from "../../domain/access/authorize.ts";
import { authenticateKey } from "../../usecases/authenticate-key.ts";
import { opensConsole, type Viewer } from "../../usecases/console-access.ts";
import { keyActor } from "../../usecases/key-actor.ts";
import { type Handler, UNDOCUMENTED } from "./handler.ts";
import type { HttpDeps } from "./http-deps.ts";
import { Problem } from "./problem.ts";
import { closeSession, isSameOrigin, machineTime, openSession } from "./session.ts";

type SignInHandlers = Record<"signInPage" | "signIn" | "signOut", Handler>;

const TRIES_A_MINUTE = 20;
const HTML = "text/html; charset=utf-8";

export function createSignInHandlers(server: FastifyInstance, deps: HttpDeps): SignInHandlers {
  const countTry = server.createRateLimit({ max: TRIES_A_MINUTE, timeWindow: "1 minute" });
  return {
    signInPage: {
      schema: UNDOCUMENTED,
      async handle(request, reply) {
        const { token } = request.query as { token?: unknown };
        if (typeof token !== "string") return reply.type(HTML).send(await deps.console.signIn({ failed: false }));
        if (!opensConsole(deps.signer, token, machineTime())) {
          return reply
            .code(403)
            .type(HTML)
            .send(await deps.console.signIn({ failed: true }));
        }
        openSession(deps, reply, { kind: "link" });
        // A page that leads on, and no redirect: a strict cookie is left out of a redirect that another site began.
        return reply
          .type(HTML)
          .header("refresh", "0; url=/")
          .send(await deps.console.welcome());
      },
    },
    signIn: {
      schema: UNDOCUMENTED,
      async handle(request, reply) {
        if (!isSameOrigin(request)) throw new Problem("cross-site");
        const tries = await countTry(request);
        if (!tries.isAllowed && tries.isExceeded) throw new Problem("too-many-requests");
        const viewer = await readViewer(deps, request.body);
        if (viewer === null)
          return reply
            .code(403)
            .type(HTML)
            .send(await deps.console.signIn({ failed: true }));
        openSession(deps, reply, viewer);
        return reply.redirect("/", 303);
      },
    },
    signOut: {
      schema: UNDOCUMENTED,
      async handle(request, reply) {
        if (!isSameOrigin(request)) throw new Problem("cross-site");
        closeSession(reply);
        return reply.redirect("/sign-in", 303);
      },
    },
  };
}

async function readViewer(deps: HttpDeps, body: unknown): Promise<Viewer | null> {
  const { key } = (body ?? {}) as { key?: unknown };
  if (typeof key !== "string") return null;
  const answer = await authenticateKey(
    { keys: deps.keys, digest: deps.digest, now: () => deps.stores.now() },
    key.trim(),
  );
  return answer.ok && authorize(keyActor(answer.key, deps.desk.agents), "read").ok
    ? { kind: "key", keyId: answer.key.id }
    : null;
}
