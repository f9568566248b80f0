import type { FastifyRequest } from "fastify";
import type { Session } from "./session.ts";

const SESSIONS = new WeakMap<FastifyRequest, Session>();

/** Notes who is signed in, once it is proved. */
export function noteSession(request: FastifyRequest, session: Session): void {
  SESSIONS.set(request, session);
}

/** The session that the guard admitted. Throws where the route is not the console's. */
export function sessionOf(request: FastifyRequest): Session {
  const session = SESSIONS.get(request);
  if (session === undefined) throw new Error(`${request.routeOptions.url} has no session`);
  return session;
}

export function findNotedSession(request: FastifyRequest): Session | null {
  return SESSIONS.get(request) ?? null;
}
