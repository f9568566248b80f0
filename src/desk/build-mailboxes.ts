import type { AfterAccepting, JournalSettings, MailboxSettings, MailServer } from "../domain/desk/mailbox-settings.ts";
import { buildOAuth2 } from "./build-oauth2.ts";
import type { DeskPath, Finding } from "./desk-fault.ts";
import type { DeskFile } from "./desk-file.ts";
import type { Environment } from "./fill-in-environment.ts";
import { checkDuplicates } from "./known.ts";
import { type MailLogin, type MailProtocol, parseMailUrl } from "./parse-mail-url.ts";

type FileMailbox = NonNullable<DeskFile["mailboxes"]>[number];

interface Mailboxes {
  readonly mailboxes: readonly MailboxSettings[];
  readonly findings: readonly Finding[];
}

const ENVIRONMENT_MAILBOX = "support";

/**
 * The mailboxes of the file; without that key, one from `IMAP_URL`, `SMTP_URL` and `IMAP_TRUSTED_AUTH_SERVERS`, whose faults
 * config.ts reports by the names of the variables.
 */
export function buildMailboxes(file: DeskFile, environment: Environment): Mailboxes {
  if (!file.mailboxes) return { mailboxes: environmentMailboxes(environment), findings: [] };
  const findings = checkDuplicates(
    "name",
    file.mailboxes.map(({ name }, index) => ({
      value: name,
      path: ["mailboxes", index, "name"],
      owner: `mailbox ${name}`,
    })),
  );
  const mailboxes = file.mailboxes.map((mailbox, index) => buildMailbox(mailbox, ["mailboxes", index], findings));
  return { mailboxes, findings };
}

/** The journal of the file; null where it has none. */
export function buildJournal(file: DeskFile): { journal: JournalSettings | null; findings: readonly Finding[] } {
  if (file.journal === undefined) return { journal: null, findings: [] };
  const findings: Finding[] = [];
  const { auth } = file.journal;
  const oauth2 = auth === undefined ? null : buildOAuth2(auth.oauth2, ["journal", "auth", "oauth2"], findings);
  const login = oauth2 === null ? "password" : "token";
  const { server, folder } = readServer(file.journal.imap, "imap", login, ["journal"], findings);
  const address = file.journal.address.toLowerCase();
  if (address === file.desk.address.toLowerCase()) {
    findings.push({
      path: ["journal", "address"],
      message: "copies would come in as customers' mail; name a mailbox of its own",
    });
  }
  const journal = server && { address, imap: server, folder: file.journal.folder ?? folder ?? "INBOX", oauth2 };
  return { journal, findings };
}

function environmentMailboxes(environment: Environment): MailboxSettings[] {
  const { IMAP_URL: imap, SMTP_URL: smtp, IMAP_TRUSTED_AUTH_SERVERS: trusted } = environment;
  if (!imap && !smtp) return [];
  const trustedAuthServers = (trusted ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  const mailbox = { name: ENVIRONMENT_MAILBOX, trustedAuthServers, ...(imap && { imap }), ...(smtp && { smtp }) };
  return [buildMailbox(mailbox, [], [])];
}

function buildMailbox(mailbox: FileMailbox, path: DeskPath, findings: Finding[]): MailboxSettings {
  const oauth2 = mailbox.auth ? buildOAuth2(mailbox.auth.oauth2, [...path, "auth", "oauth2"], findings) : null;
  const login = oauth2 === null ? "password" : "token";
  const imap = readServer(mailbox.imap, "imap", login, path, findings);
  const smtp = readServer(mailbox.smtp, "smtp", login, path, findings);
  const fallbacks = (mailbox.fallbacks ?? []).flatMap((url, index) =>
    readFallback(url, login, [...path, "fallbacks", index], findings),
  );
  if (fallbacks.length > 0 && mailbox.smtp === undefined) {
    findings.push({
      path: [...path, "fallbacks"],
      message: "there is nothing to fall back from; give the first way out as smtp",
    });
  }
  if (mailbox.imap === undefined && mailbox.smtp === undefined) {
    findings.push({ path, message: "the mailbox can neither read nor send; give it imap or smtp" });
  }
  return {
    name: mailbox.name,
    imap: imap.server,
    smtp: smtp.server,
    fallbacks,
    oauth2,
    folder: mailbox.folder ?? imap.folder ?? "INBOX",
    after: readAfter(mailbox.after ?? "keep"),
    trustedAuthServers: (mailbox.trustedAuthServers ?? []).map((name) => name.toLowerCase()),
  };
}

function readServer(
  url: string | undefined,
  protocol: MailProtocol,
  login: MailLogin,
  path: DeskPath,
  findings: Finding[],
): { server: MailServer | null; folder: string | null } {
  if (url === undefined) return { server: null, folder: null };
  const parsed = parseMailUrl(url, protocol, login);
  if (parsed.ok) return parsed;
  // A name that is not set has been reported by that name.
  if (!url.includes("${")) findings.push({ path: [...path, protocol], message: parsed.message });
  return { server: null, folder: null };
}

// Another provider may want a password where the first one wants tokens, or let this machine send without a login.
function readFallback(url: string, login: MailLogin, path: DeskPath, findings: Finding[]): MailServer[] {
  const asPassword = parseMailUrl(url, "smtp");
  const parsed = asPassword.ok || login === "password" ? asPassword : parseMailUrl(url, "smtp", "token");
  if (parsed.ok) return [parsed.server];
  if (!url.includes("${")) findings.push({ path, message: parsed.message });
  return [];
}

function readAfter(text: string): AfterAccepting {
  if (text.startsWith("move:")) return { kind: "move", folder: text.slice("move:".length) };
  return { kind: text === "flag" ? "flag" : "keep" };
}
