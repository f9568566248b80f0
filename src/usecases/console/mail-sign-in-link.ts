import { authorize } from "../../domain/access/authorize.ts";
import type { Desk } from "../../domain/desk/desk.ts";
import type { Language } from "../../domain/desk/language.ts";
import { parseMailAddress } from "../../domain/outbound/mail-address.ts";
import { type Instant, instant } from "../../domain/time/instant.ts";
import { AGENT_LINK_MINUTES, makePass, writeSignInUrl } from "../console-access.ts";
import type { Randomness } from "../ports/randomness.ts";
import type { Signer } from "../ports/signer.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { type QueueMailServices, queueMail } from "../queue-mail.ts";

export interface SignInDeps {
  readonly desk: Desk;
  readonly mail: QueueMailServices;
  readonly signer: Signer;
  readonly randomness: Randomness;
  readonly publicUrl: string;
}

const HOUR_MS = 3_600_000;
const MOST_AN_HOUR = 5;

/**
 * Mails a link that signs its agent in, once, within half an hour. Only to an active agent of desk.yaml, at the address that was asked for, which is one
 * of theirs, and five times an hour at most. `asOf` is the machine's own time, as of all links. Whether a mail was queued is for tests and the log:
 * whoever asks is told the same either way, so that nobody learns whose address is an agent's.
 */
export async function mailSignInLink(
  stores: Stores,
  deps: SignInDeps,
  { address, language, asOf }: { readonly address: string; readonly language: Language; readonly asOf: Instant },
): Promise<boolean> {
  const agent = findAgent(deps.desk, address);
  if (agent === null) return false;
  const now = await stores.now();
  const pass = makePass(deps.randomness, "mailed", { kind: "agent", agent: agent.key }, asOf);
  const link = { ...pass, agent: agent.key };
  if (!(await stores.sessions.addMailedLink(link, instant(now - HOUR_MS), MOST_AN_HOUR))) return false;
  const result = await queueMail(stores, deps.mail, {
    class: "confirmation",
    ticketId: null,
    ticketRef: null,
    to: [{ address: agent.address, role: "agent" }],
    template: "sign-in-link",
    language,
    data: { link: writeSignInUrl(deps.signer, deps.publicUrl, "mailed", pass), minutes: AGENT_LINK_MINUTES },
    replyTo: null,
  });
  return result.kind === "queued";
}

function findAgent({ agents }: Desk, written: string): { key: string; address: string } | null {
  const address = parseMailAddress(written.trim())?.toLowerCase();
  if (address === undefined) return null;
  const found = Object.entries(agents).find(([, { addresses }]) => addresses.includes(address));
  if (found === undefined || !authorize({ kind: "agent", agent: found[0], agents }, "read").ok) return null;
  return { key: found[0], address };
}
