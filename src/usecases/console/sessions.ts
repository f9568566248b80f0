import { authorize } from "../../domain/access/authorize.ts";
import { type AuditActor, SYSTEM } from "../../domain/audit/audit-event.ts";
import type { Desk } from "../../domain/desk/desk.ts";
import type { Instant } from "../../domain/time/instant.ts";
import { makePass, type Pass, type Viewer, writePass } from "../console-access.ts";
import type { Randomness } from "../ports/randomness.ts";
import type { Ended } from "../ports/session-store.ts";
import type { Signer } from "../ports/signer.ts";
import type { Stores } from "../ports/unit-of-work.ts";

type SessionStores = Pick<Stores, "sessions" | "audit">;

/** Who signs in, and as which agent they act; null where they only look. */
export interface Opener {
  readonly viewer: Viewer;
  readonly agent: string | null;
}

/** Opens a session, puts on record who signed in, and gives the cookie's value. `now` is the machine's own time, as of all passes. */
export async function openSession(
  { sessions, audit }: SessionStores,
  { signer, randomness }: { readonly signer: Signer; readonly randomness: Randomness },
  { viewer, agent }: Opener,
  now: Instant,
): Promise<string> {
  const pass = makePass(randomness, "session", viewer, now);
  await sessions.open({ ...pass, agent, keyId: viewer.kind === "key" ? viewer.keyId : null });
  audit.record({ actor: auditActorOf(viewer), action: "console.signed-in", subject: { kind: "console", id: null } });
  return writePass(signer, "session", pass);
}

/** Ends one session, whoever else has its cookie; does nothing where it was ended before. */
export async function endSession({ sessions, audit }: SessionStores, { id, viewer }: Pass): Promise<void> {
  if (!(await sessions.end(id))) return;
  audit.record({ actor: auditActorOf(viewer), action: "console.signed-out", subject: { kind: "console", id: null } });
}

/** Ends every session that acts as this agent, and every link to the console in their name; `agent` null: everybody's. Put on record, also where there was none. */
export async function endSessionsOf(
  { sessions, audit }: SessionStores,
  agent: string | null,
  actor: AuditActor,
): Promise<Ended> {
  const ended = await sessions.endOf(agent);
  const subject = agent === null ? { kind: "console", id: null } : { kind: "agent", id: agent };
  audit.record({ actor, action: "console.sessions-ended", subject, detail: { ...ended } });
  return ended;
}

/** Ends the sessions of whoever is no active agent of desk.yaml: they stay ended if the agent comes back. */
export async function endSessionsOfGone(stores: SessionStores, { agents }: Pick<Desk, "agents">): Promise<void> {
  for (const agent of await stores.sessions.listAgents()) {
    if (!authorize({ kind: "agent", agent, agents }, "read").ok) await endSessionsOf(stores, agent, SYSTEM);
  }
}

function auditActorOf(viewer: Viewer): AuditActor {
  if (viewer.kind === "key") return { kind: "key", id: String(viewer.keyId) };
  return viewer.kind === "agent" ? { kind: "agent", id: viewer.agent } : { kind: "console", id: null };
}
