import { type Instant, instant } from "../domain/time/instant.ts";
import { decodeHex, encodeHex } from "./hex.ts";
import type { Signer } from "./ports/signer.ts";

/** Who looks at the console: somebody with a signed link, or the holder of an API key. */
export type Viewer = { kind: "link" } | { kind: "key"; keyId: number };

/** How long a sign-in link opens, and how long a console session lasts. */
export const LINK_HOURS = 12;
export const SESSION_HOURS = 12;

const HOUR_MS = 3_600_000;
const LINK = "console-link";
const SESSION = "console-session";
const SHAPE = /^(link|key-\d{1,15})\.(\d{1,16})\.([0-9a-f]{64})$/;

/**
 * A link that opens the console for whoever has it, until it expires. Instants here are the machine's own time and not
 * `desk_now()`: moving the desk's time must neither shut the console nor revive an old link.
 */
export function writeConsoleLink(signer: Signer, url: string, now: Instant): string {
  const token = write(signer, LINK, { kind: "link" }, instant(now + LINK_HOURS * HOUR_MS));
  return `${url.replace(/\/+$/, "")}/sign-in?token=${token}`;
}

/** True for a token of a link that this desk signed and that has not expired. */
export function opensConsole(signer: Signer, token: string, now: Instant): boolean {
  return read(signer, LINK, token, now) !== null;
}

/** The value of a session cookie. It needs no row: the signature and the expiry in it are the session. */
export function writeConsoleSession(signer: Signer, viewer: Viewer, now: Instant): string {
  return write(signer, SESSION, viewer, instant(now + SESSION_HOURS * HOUR_MS));
}

/** Whose session this is; null when it was not signed here, was signed for another purpose, or has expired. */
export function readConsoleSession(signer: Signer, session: string, now: Instant): Viewer | null {
  return read(signer, SESSION, session, now);
}

function write(signer: Signer, purpose: string, viewer: Viewer, expiresAt: Instant): string {
  const data = `${viewer.kind === "key" ? `key-${viewer.keyId}` : "link"}.${expiresAt}`;
  return `${data}.${encodeHex(signer.sign(purpose, data))}`;
}

function read(signer: Signer, purpose: string, text: string, now: Instant): Viewer | null {
  const [, who, expiresAt, mac] = SHAPE.exec(text) ?? [];
  if (who === undefined || expiresAt === undefined || mac === undefined) return null;
  const code = decodeHex(mac);
  if (code === null || !signer.verify(purpose, `${who}.${expiresAt}`, code)) return null;
  if (now >= Number(expiresAt)) return null;
  return who === "link" ? { kind: "link" } : { kind: "key", keyId: Number(who.slice("key-".length)) };
}
