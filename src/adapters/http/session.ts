import type { FastifyReply, FastifyRequest } from "fastify";
import { type Actor, authorize } from "../../domain/access/authorize.ts";
import { type ConsoleRights, consoleRights } from "../../domain/access/console-rights.ts";
import { type Instant, instant } from "../../domain/time/instant.ts";
import { readUrl } from "../../domain/web/read-url.ts";
import { isUsable } from "../../usecases/authenticate-key.ts";
import { openSession } from "../../usecases/console/sessions.ts";
import { type Pass, readPass, SESSION_HOURS, type Viewer } from "../../usecases/console-access.ts";
import { keyActor } from "../../usecases/key-actor.ts";
import type { Stores } from "../../usecases/ports/unit-of-work.ts";
import type { HttpDeps } from "./http-deps.ts";

const COOKIE = "svartid_session";

type SessionDeps = Pick<HttpDeps, "signer" | "randomness" | "keys" | "unitOfWork" | "publicUrl" | "desk">;

type KnownDeps = Pick<HttpDeps, "keys" | "desk">;

/** Somebody who is signed in. */
export interface Session extends ConsoleRights {
  readonly pass: Pass;
  /** Shown at the top of each page; empty for a link in nobody's name. */
  readonly name: string;
  /** In histories and in the audit trail: `agent:KEY`, `key:NAME`, `link`. */
  readonly actor: string;
  /** The key by which they signed in; null: by a link. */
  readonly keyId: number | null;
  /** The cookie's value, to which forms are bound. */
  readonly cookie: string;
  /** `desk_now()` when the session was looked up: pages need not ask again. */
  readonly now: Instant;
}

/** The machine's own time: see `Pass`. */
export function machineTime() {
  return instant(Date.now());
}

/**
 * Signs somebody in where this proves in the same transaction that they may be. False: it does not, or they are nobody who may look at the console; then
 * nothing was done.
 */
export async function signIn(
  deps: SessionDeps,
  reply: FastifyReply,
  viewer: Viewer,
  proves: (stores: Stores) => Promise<boolean> = async () => true,
): Promise<boolean> {
  const cookie = await deps.unitOfWork.transaction(async (stores) => {
    // By the connection that it has: those who sign in at once would wait for a second one, each for the others.
    const known = await findKnown({ desk: deps.desk, keys: stores.keys }, viewer, await stores.now());
    if (known === null || !(await proves(stores))) return null;
    return await openSession(stores, deps, { viewer, agent: known.agent }, machineTime());
  });
  if (cookie === null) return false;
  reply.setCookie(COOKIE, cookie, {
    path: "/",
    httpOnly: true,
    sameSite: "strict",
    secure: deps.publicUrl?.startsWith("https:") ?? false,
    maxAge: SESSION_HOURS * 3600,
  });
  return true;
}

export function closeSession(reply: FastifyReply): void {
  reply.clearCookie(COOKIE, { path: "/", httpOnly: true, sameSite: "strict" });
}

/** Whether the browser has had a session here, which is not valid any more where `findSession` gives null. */
export function hadSession(request: FastifyRequest): boolean {
  return request.cookies[COOKIE] !== undefined;
}

/** Who looks at the console; null without a valid session. One ends when it is ended, with its key, or when its agent leaves the desk. */
export async function findSession(deps: SessionDeps, request: FastifyRequest): Promise<Session | null> {
  const cookie = request.cookies[COOKIE] ?? "";
  const pass = readPass(deps.signer, "session", cookie, machineTime());
  const now = pass === null ? null : await deps.unitOfWork.reading.sessions.findNow(pass.id);
  if (pass === null || now === null) return null;
  const known = await findKnown(deps, pass.viewer, now);
  if (known === null) return null;
  return {
    ...{ pass, cookie, now },
    name: known.name,
    actor: known.written,
    keyId: pass.viewer.kind === "key" ? pass.viewer.keyId : null,
    ...consoleRights(known.actor),
  };
}

interface Known {
  /** Null: in nobody's name. */
  readonly actor: Actor | null;
  /** As whom they act, or would if they might act. */
  readonly agent: string | null;
  readonly name: string;
  readonly written: string;
}

/** Whoever may look at the console now; null: they may not, or not any more. */
async function findKnown(deps: KnownDeps, viewer: Viewer, now: Instant): Promise<Known | null> {
  if (viewer.kind === "link") return { actor: null, agent: null, name: "", written: "link" };
  const known = viewer.kind === "agent" ? knownAgent(deps, viewer.agent) : await knownKey(deps, viewer.keyId, now);
  return known !== null && authorize(known.actor, "read").ok ? known : null;
}

function knownAgent({ desk: { agents } }: KnownDeps, agent: string) {
  if (!Object.hasOwn(agents, agent)) return null;
  const actor = { kind: "agent", agent, agents } as const;
  return { actor, agent, name: agents[agent]?.name ?? agent, written: `agent:${agent}` };
}

async function knownKey({ keys, desk }: KnownDeps, keyId: number, now: Instant) {
  const key = await keys.find(keyId);
  if (key === null || !isUsable(key, now)) return null;
  return { actor: keyActor(key, desk.agents), agent: key.agent, name: key.name, written: `key:${key.name}` };
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
  return readUrl(origin)?.host ?? null;
}
