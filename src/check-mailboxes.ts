import { createMailboxReader } from "./adapters/imap/create-mailbox-reader.ts";
import { createSmtpSender } from "./adapters/smtp/smtp-sender.ts";
import { bad, type DeskCheck, good, messageOf, SILENT } from "./desk-check.ts";
import type { MailboxSettings, MailServer, SmtpRoute } from "./domain/desk/mailbox-settings.ts";
import { smtpRoutes } from "./domain/desk/smtp-routes.ts";
import type { Settings } from "./settings.ts";
import { expiryReadiness, type WatchedSecret } from "./usecases/oauth/expiry-readiness.ts";
import type { AccessTokens } from "./usecases/ports/access-tokens.ts";
import { AdapterError } from "./usecases/ports/adapter-error.ts";
import { wireAccessTokens } from "./wire-access-tokens.ts";
import { type OpenDatabase, openStorage } from "./wiring.ts";

interface WorkingRoute {
  readonly mailbox: MailboxSettings;
  readonly route: SmtpRoute;
}

const PATIENCE_MS = 20_000;
const TOKEN_TROUBLES: ReadonlySet<string> = new Set(["token-refused", "token-revoked", "token-unavailable"]);

/** Logs in to every server of every mailbox. Access tokens are kept in the database, so they are not to be had without it. */
export async function checkMailboxes(settings: Settings): Promise<DeskCheck[]> {
  const { mailboxes } = settings.desk;
  const simple = mailboxes.filter(({ oauth2 }) => oauth2 === null);
  const checks: DeskCheck[] = [];
  const working: WorkingRoute[] = [];
  for (const mailbox of simple) checks.push(...(await checkMailbox(mailbox, null, working)));
  const byToken = mailboxes.filter(({ oauth2 }) => oauth2 !== null);
  if (byToken.length > 0) checks.push(...(await checkByToken(settings, byToken, working)));
  await endRests(settings, working);
  return checks;
}

// A way that rests is left alone for minutes; whoever has just mended it sees its mail leave at once. The check of the database tells
// where that cannot be written.
async function endRests(settings: Settings, working: readonly WorkingRoute[]): Promise<void> {
  if (working.length === 0) return;
  const storage = await openStorage(settings, { log: SILENT }).catch(() => null);
  if (storage === null) return;
  try {
    const { mailboxes, routes } = storage.unitOfWork.reading;
    for (const { mailbox, route } of working) {
      await routes.endRest({ mailboxId: await mailboxes.ensure(mailbox.name, mailbox.folder), name: route.name });
    }
  } finally {
    await storage.close();
  }
}

async function checkByToken(
  settings: Settings,
  mailboxes: readonly MailboxSettings[],
  working: WorkingRoute[],
): Promise<DeskCheck[]> {
  try {
    const storage = await openStorage(settings, { log: SILENT });
    try {
      const findTokens = wireAccessTokens(storage, { isAsked: true });
      const checks: DeskCheck[] = [];
      for (const mailbox of mailboxes) checks.push(...(await checkMailbox(mailbox, findTokens(mailbox.name), working)));
      checks.push(...(await checkExpiries(storage, mailboxes)));
      return checks;
    } finally {
      await storage.close();
    }
  } catch (error) {
    return mailboxes.map(({ name }) => bad(`mailbox ${name}`, messageOf(error), null));
  }
}

// After the logins, which may have told when a consent ends.
async function checkExpiries(
  { unitOfWork: { reading } }: OpenDatabase,
  mailboxes: readonly MailboxSettings[],
): Promise<DeskCheck[]> {
  const secrets: WatchedSecret[] = [];
  for (const { name, folder, oauth2 } of mailboxes) {
    const mailboxId = await reading.mailboxes.ensure(name, folder);
    secrets.push({ mailbox: name, mailboxId, secretExpires: oauth2?.secretExpires ?? null });
  }
  return await expiryReadiness(reading, secrets).look();
}

async function checkMailbox(
  mailbox: MailboxSettings,
  tokens: AccessTokens | null,
  working: WorkingRoute[],
): Promise<DeskCheck[]> {
  const checks: DeskCheck[] = [];
  if (mailbox.imap !== null) checks.push(await checkReading(mailbox, mailbox.imap, tokens));
  const routes = smtpRoutes(mailbox);
  for (const route of routes) {
    const check = await checkSending(mailbox, route, tokens);
    if (check.ok) working.push({ mailbox, route });
    checks.push(check);
  }
  if (routes.length === 0)
    checks.push(
      bad(`way out of ${mailbox.name}`, "No SMTP server is configured.", "Set SMTP_URL, or smtp of the mailbox."),
    );
  return checks;
}

async function checkReading(
  mailbox: MailboxSettings,
  server: MailServer,
  tokens: AccessTokens | null,
): Promise<DeskCheck> {
  const name = `mailbox ${mailbox.name}`;
  const reader = createMailboxReader({ server, folder: mailbox.folder, after: mailbox.after, log: SILENT, tokens });
  try {
    const connection = await reader.connect(AbortSignal.timeout(PATIENCE_MS));
    await connection.close();
    return good(name, `${server.host}:${server.port} shows ${mailbox.folder}.`);
  } catch (error) {
    return bad(
      name,
      messageOf(error),
      isTokenTrouble(error) ? null : `Correct IMAP_URL or the mailbox ${mailbox.name} in the desk file.`,
    );
  }
}

async function checkSending(
  mailbox: MailboxSettings,
  { name: place, server, byToken }: SmtpRoute,
  tokens: AccessTokens | null,
): Promise<DeskCheck> {
  const name = mailbox.fallbacks.length === 0 ? `way out of ${mailbox.name}` : `way out of ${mailbox.name} by ${place}`;
  const sender = createSmtpSender(server, { tokens: byToken ? tokens : null });
  try {
    await sender.check();
    return good(name, `${server.host}:${server.port} takes mail.`);
  } catch (error) {
    return bad(
      name,
      messageOf(error),
      isTokenTrouble(error) ? null : `Correct SMTP_URL or the mailbox ${mailbox.name} in the desk file.`,
    );
  } finally {
    await sender.close();
  }
}

// Its sentence says already how to mend it.
function isTokenTrouble(error: unknown): boolean {
  return error instanceof AdapterError && TOKEN_TROUBLES.has(error.code);
}
