import type { FastifyRequest } from "fastify";
import type { AuditActor } from "../../domain/audit/audit-event.ts";
import type { ApiKey } from "../../usecases/ports/key-store.ts";

const CALLERS = new WeakMap<FastifyRequest, ApiKey>();

/** Notes whose key a request came with, once it is proved. */
export function noteCaller(request: FastifyRequest, key: ApiKey): void {
  CALLERS.set(request, key);
}

/** Whose requests are counted together: those of a key, and those without a valid one by their address. */
export function countedAs(request: FastifyRequest): string {
  const key = CALLERS.get(request);
  return key === undefined ? `address ${request.ip}` : `key ${key.id}`;
}

/** The key that the guard admitted. Throws where the route has no scope, and so no caller. */
export function callerOf(request: FastifyRequest): ApiKey {
  const key = CALLERS.get(request);
  if (key === undefined) throw new Error(`${request.routeOptions.url} has no caller`);
  return key;
}

/** The caller, as the audit trail names them. */
export function actorOf(request: FastifyRequest): AuditActor {
  return { kind: "key", id: String(callerOf(request).id) };
}
