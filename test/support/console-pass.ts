import { instant } from "../../src/domain/time/instant.ts";
import { makePass, type Viewer, writePass, writeSignInUrl } from "../../src/usecases/console-access.ts";
import type { Randomness } from "../../src/usecases/ports/randomness.ts";
import type { Signer } from "../../src/usecases/ports/signer.ts";
import type { UnitOfWork } from "../../src/usecases/ports/unit-of-work.ts";

interface PassDeps {
  readonly unitOfWork: UnitOfWork;
  readonly signer: Signer;
  readonly randomness: Randomness;
}

const viewerOf = (agent: string | null): Viewer => (agent === null ? { kind: "link" } : { kind: "agent", agent });

/** The cookie of a session of this agent, or of whoever has a link in nobody's name; nobody signed in to it, so that nothing is on record. */
export async function openTestSession(deps: PassDeps, agent: string | null, atMs = Date.now()): Promise<string> {
  const pass = makePass(deps.randomness, "session", viewerOf(agent), instant(atMs));
  await deps.unitOfWork.transaction(({ sessions }) => sessions.open({ ...pass, agent, keyId: null }));
  return `svartid_session=${writePass(deps.signer, "session", pass)}`;
}

/** A link as `svartid console-link` prints it. */
export async function makeTestLink(
  deps: PassDeps,
  url: string,
  agent: string | null,
  atMs = Date.now(),
): Promise<string> {
  const pass = makePass(deps.randomness, "link", viewerOf(agent), instant(atMs));
  await deps.unitOfWork.transaction((stores) => stores.sessions.addLink({ ...pass, agent }));
  return writeSignInUrl(deps.signer, url, "link", pass);
}

/** What the page of a link sends when its button is pressed; `url`: to another server of the desk. */
export function useTestLink(link: string, url = new URL(link).origin, cookie = ""): Promise<Response> {
  return fetch(new URL("/sign-in/link", url), {
    method: "POST",
    redirect: "manual",
    headers: { "content-type": "application/x-www-form-urlencoded", cookie },
    body: new URL(link).searchParams.toString(),
  });
}

/** The cookie of the session that an answer opens; null where it opens none. */
export function sessionIn(answer: Response): string | null {
  return answer.headers.getSetCookie()[0]?.split(";")[0] ?? null;
}
