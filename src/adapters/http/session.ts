import type { FastifyReply, FastifyRequest } from "fastify";
import { authorize } from "../../domain/access/authorize.ts";
import { instant } from "../../domain/time/instant.ts";
import { isUsable } from "../../usecases/authenticate-key.ts";
import { readConsoleSession, SESSION_HOURS, type Viewer, writeConsoleSession } from "../../usecases/console-access.ts";
import { keyActor } from "../../usecases/key-actor.ts";
import type { HttpDeps } from "./http-deps.ts";

const COOKIE = "svartid_session";

type SessionDeps = Pick<HttpDeps, "signer" | "keys" | "stores" | "publicUrl" | "desk">;

/** The machine's own time: see `writeConsoleLink`. */
export function machineTime() {
  return instant(Date.now());
}

export function openSession(deps: SessionDeps, reply: FastifyReply, viewer: Viewer): void {
  reply.setCookie(COOKIE, writeConsoleSession(deps.signer, viewer, machineTime()), {
    path: "/",
    httpOnly: true,
    sameSite: "strict",
    secure: deps.publicUrl?.startsWith("https:") ?? false,
    maxAge: SESSION_HOURS * 3600,
  });
}

export function closeSession(reply: FastifyReply): void {
  reply.clearCookie(COOKIE, { path: "/", httpOnly: true, sameSite: "strict" });
}

/** Who looks at the console; null without a valid session. A session opened by a key ends with the key. */
export async function findViewer(deps: SessionDeps, request: FastifyRequest): Promise<Viewer | null> {
  const viewer = readConsoleSession(deps.signer, request.cookies[COOKIE] ?? "", machineTime());
  if (viewer === null || viewer.kind === "link") return viewer;
  const [key, now] = await Promise.all([deps.keys.find(viewer.keyId), deps.stores.now()]);
  return key !== null && isUsable(key, now) && authorize(keyActor(key, deps.desk.agents), "read").ok ? viewer : null;
}

/**
 * True when a form comes from one of our own pages. Browsers say so in Sec-Fetch-Site, or, on an address that is neither
 * https nor loopback, in Origin alone. A request with neither comes from no browser, and carries no cookie of a person.
 */
export function isSameOrigin(request: FastifyRequest): boolean {
  const site = request.headers["sec-fetch-site"];
  if (site !== undefined) return site === "same-origin";
  const origin = request.headers.origin;
  return origin === undefined || hostOf(origin) === request.headers.host;
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
