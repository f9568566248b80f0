import type { FastifyRequest } from "fastify";
import type { ApiKey } from "../../usecases/ports/key-store.ts";

const CALLERS = new WeakMap<FastifyRequest, ApiKey>();

/** Notes whose key a request came with, once it is proved. */
export function noteCaller(request: FastifyRequest, key: ApiKey): void {
  CALLERS.set(request, key);
}

/** The key that the guard admitted. Throws where the route has no scope, and so no caller. */
export function callerOf(request: FastifyRequest): ApiKey {
  const key = CALLERS.get(request);
  if (key === undefined) throw new Error(`${request.routeOptions.url} has no caller`);
  return key;
}
