import type { MailServer, TransportSecurity } from "../domain/desk/mailbox-settings.ts";
import { readUrl } from "../domain/web/read-url.ts";

export type MailProtocol = "imap" | "smtp";
export type MailLogin = "password" | "token";

/** `folder` is the path of an IMAP URL; null where it has none. A message never repeats the URL: it holds a password. */
export type MailUrl =
  | { readonly ok: true; readonly server: MailServer; readonly folder: string | null }
  | { readonly ok: false; readonly message: string };

const DEFAULT_PORTS = { imaps: 993, imap: 143, smtps: 465, smtp: 587 } as const;
const EXAMPLES = {
  imap: "imaps://user:password@mail.desk.example:993/INBOX",
  smtp: "smtps://user:password@mail.desk.example:465",
} as const;

class UrlFault extends Error {}

/**
 * Reads `imaps://user:password@host:993/INBOX`, `smtp://host:587` and their like. The plain schemes ask for STARTTLS, unless
 * the host is loopback or the URL says `?tls=none`. With a login by `token` it names a user and no password.
 */
export function parseMailUrl(text: string, protocol: MailProtocol, login: MailLogin = "password"): MailUrl {
  try {
    const url = readMailUrl(text, protocol);
    const user = decode(url.username) || null;
    const password = decode(url.password) || null;
    checkCredentials(protocol, login, user, password);
    const host = url.hostname.replace(/^\[|\]$/g, "").toLowerCase();
    const port = url.port === "" ? DEFAULT_PORTS[schemeOf(url)] : Number(url.port);
    if (port < 1) throw new UrlFault("the port of the URL is not between 1 and 65535");
    const folder = decode(url.pathname.slice(1)) || null;
    return { ok: true, server: { host, port, security: securityOf(url, host), user, password }, folder };
  } catch (error) {
    if (error instanceof UrlFault) return { ok: false, message: error.message };
    throw error;
  }
}

function readMailUrl(text: string, protocol: MailProtocol): URL {
  const wanted = `write it as ${EXAMPLES[protocol]}`;
  const url = readUrl(text);
  if (url === null) throw new UrlFault(`this is not a URL; ${wanted}`);
  if (url.protocol !== `${protocol}:` && url.protocol !== `${protocol}s:`) {
    throw new UrlFault(`the URL begins with neither ${protocol}s:// nor ${protocol}://; ${wanted}`);
  }
  if (url.hostname === "") throw new UrlFault(`the URL names no host; ${wanted}`);
  return url;
}

function schemeOf(url: URL): keyof typeof DEFAULT_PORTS {
  return url.protocol.slice(0, -1) as keyof typeof DEFAULT_PORTS;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new UrlFault("a % in the user, password or folder of the URL must be written %25");
  }
}

function checkCredentials(
  protocol: MailProtocol,
  login: MailLogin,
  user: string | null,
  password: string | null,
): void {
  if (login === "token") {
    if (user === null) throw new UrlFault(`the URL names no user; write it as ${protocol}s://user@mail.desk.example`);
    if (password !== null) throw new UrlFault("the mailbox has auth, so take the password out of the URL");
    return;
  }
  if (protocol === "imap" && (user === null || password === null)) {
    throw new UrlFault(`the URL names no user or no password; write it as ${EXAMPLES.imap}`);
  }
  if ((user === null) !== (password === null)) {
    throw new UrlFault(`the URL names only one of user and password; write it as ${EXAMPLES[protocol]}`);
  }
}

function securityOf(url: URL, host: string): TransportSecurity {
  const asked = url.searchParams.get("tls");
  const alreadyTls = url.protocol.endsWith("s:");
  if (asked !== null && (alreadyTls || (asked !== "none" && asked !== "starttls"))) {
    throw new UrlFault("?tls= of the URL is neither none nor starttls, which a plain imap:// or smtp:// may ask for");
  }
  if (alreadyTls) return "tls";
  if (asked !== null) return asked as TransportSecurity;
  return isLoopback(host) ? "none" : "starttls";
}

/** Whether a host, as it is written in a URL, is this machine alone. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}
