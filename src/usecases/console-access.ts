import { type Instant, instant } from "../domain/time/instant.ts";
import { decodeHex, encodeHex } from "./hex.ts";
import type { Randomness } from "./ports/randomness.ts";
import type { Signer } from "./ports/signer.ts";

/** Who looks at the console: somebody with a link of the command line, the holder of an API key, or an agent, by the key of desk.yaml. */
export type Viewer = { kind: "link" } | { kind: "key"; keyId: number } | { kind: "agent"; agent: string };

/**
 * What opens the console or is a session of it. Its signature says that this desk gave it out, and its id under which row it stands: without that row it
 * is void. The id is random and not a row's number, which a database that was restored gives out again.
 */
export interface Pass {
  readonly viewer: Viewer;
  /** 32 digits of lower-case hexadecimal. */
  readonly id: string;
  /** The machine's own time and not `desk_now()`: moving the desk's time must neither shut the console nor revive an old link. */
  readonly expiresAt: Instant;
}

/** `link`: printed by the command line; `mailed`: to an agent, both good once; `session`: the value of the cookie. None is good as another. */
export type PassKind = keyof typeof PURPOSES;

const PURPOSES = {
  link: "console-link",
  mailed: "console-mailed-link",
  session: "console-session",
} as const;

export const LINK_KINDS = ["link", "mailed"] as const;
type LinkKind = (typeof LINK_KINDS)[number];

/** Under which name the address of a link of this kind has its pass. */
export const LINK_PARAMETERS: Readonly<Record<LinkKind, string>> = { link: "token", mailed: "mailed" };

/** How long a link of the command line opens, one in an agent's name, and how long a session lasts. */
export const LINK_HOURS = 12;
export const AGENT_LINK_MINUTES = 30;
export const SESSION_HOURS = 12;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const FORM = "console-form";
const ID_BYTES = 16;
const SHAPE = /^(link|key-\d{1,15}|agent-(?:[0-9a-f]{2}){1,256})\.([0-9a-f]{32})\.(\d{1,16})\.([0-9a-f]{64})$/;

/** A pass that is not on record yet: see `SessionStore`. */
export function makePass(randomness: Randomness, kind: PassKind, viewer: Viewer, now: Instant): Pass {
  return { viewer, id: encodeHex(randomness.bytes(ID_BYTES)), expiresAt: instant(now + lastsMs(kind, viewer)) };
}

function lastsMs(kind: PassKind, viewer: Viewer): number {
  if (kind === "session") return SESSION_HOURS * HOUR_MS;
  return viewer.kind === "agent" ? AGENT_LINK_MINUTES * MINUTE_MS : LINK_HOURS * HOUR_MS;
}

export function writePass(signer: Signer, kind: PassKind, { viewer, id, expiresAt }: Pass): string {
  const data = `${nameOf(viewer)}.${id}.${expiresAt}`;
  return `${data}.${encodeHex(signer.sign(PURPOSES[kind], data))}`;
}

/** The address at which whoever has a link is asked whether to open the console. */
export function writeSignInUrl(signer: Signer, url: string, kind: LinkKind, pass: Pass): string {
  return `${url.replace(/\/+$/, "")}/sign-in?${LINK_PARAMETERS[kind]}=${writePass(signer, kind, pass)}`;
}

/** Null where this desk did not sign it, signed it for another purpose, or it has expired. Whether it was used or ended meanwhile its row says. */
export function readPass(signer: Signer, kind: PassKind, text: string, now: Instant): Pass | null {
  const [, who, id, expiresAt, mac] = SHAPE.exec(text) ?? [];
  if (who === undefined || id === undefined || expiresAt === undefined || mac === undefined) return null;
  const code = decodeHex(mac);
  if (code === null || !signer.verify(PURPOSES[kind], `${who}.${id}.${expiresAt}`, code)) return null;
  const viewer = now >= Number(expiresAt) ? null : viewerOf(who);
  return viewer === null ? null : { viewer, id, expiresAt: instant(Number(expiresAt)) };
}

/** What every form of a session carries: whoever cannot read our pages cannot write it, and it is of no use in another session (threat T30). */
export function writeFormProof(signer: Signer, session: string): string {
  return encodeHex(signer.sign(FORM, session));
}

export function provesForm(signer: Signer, session: string, proof: string): boolean {
  const code = decodeHex(proof);
  return session !== "" && code !== null && signer.verify(FORM, session, code);
}

function nameOf(viewer: Viewer): string {
  if (viewer.kind === "key") return `key-${viewer.keyId}`;
  return viewer.kind === "agent" ? `agent-${encodeHex(new TextEncoder().encode(viewer.agent))}` : "link";
}

function viewerOf(who: string): Viewer | null {
  if (who === "link") return { kind: "link" };
  if (who.startsWith("key-")) return { kind: "key", keyId: Number(who.slice("key-".length)) };
  const bytes = decodeHex(who.slice("agent-".length));
  return bytes === null ? null : { kind: "agent", agent: new TextDecoder().decode(bytes) };
}
