import { createMailboxReader } from "./adapters/imap/create-mailbox-reader.ts";
import { createSmtpSender } from "./adapters/smtp/smtp-sender.ts";
import { bad, type DeskCheck, good, messageOf, SILENT } from "./desk-check.ts";
import type { MailboxSettings, MailServer } from "./domain/desk/mailbox-settings.ts";
import type { Settings } from "./settings.ts";
import { expiryReadiness, type WatchedSecret } from "./usecases/oauth/expiry-readiness.ts";
import type { AccessTokens } from "./usecases/ports/access-tokens.ts";
import { wireAccessTokens } from "./wire-access-tokens.ts";
import { type OpenDatabase, openStorage } from "./wiring.ts";

const PATIENCE_MS = 20_000;

/** Logs in to every server of every mailbox. Access tokens are kept in the database, so they are not to be had without it. */
export async function checkMailboxes(settings: Settings): Promise<DeskCheck[]> {
  const { mailboxes } = settings.desk;
  const simple = mailboxes.filter(({ oauth2 }) => oauth2 === null);
  const checks: DeskCheck[] = [];
  for (const mailbox of simple) checks.push(...(await checkMailbox(mailbox, null)));
  const byToken = mailboxes.filter(({ oauth2 }) => oauth2 !== null);
  if (byToken.length > 0) checks.push(...(await checkByToken(settings, byToken)));
  return checks;
}

async function checkByToken(settings: Settings, mailboxes: readonly MailboxSettings[]): Promise<DeskCheck[]> {
  try {
    const storage = await openStorage(settings, { log: SILENT });
    try {
      const findTokens = wireAccessTokens(storage, { isAsked: true });
      const checks: DeskCheck[] = [];
      for (const mailbox of mailboxes) checks.push(...(await checkMailbox(mailbox, findTokens(mailbox.name))));
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

async function checkMailbox(mailbox: MailboxSettings, tokens: AccessTokens | null): Promise<DeskCheck[]> {
  const checks: DeskCheck[] = [];
  if (mailbox.imap !== null) checks.push(await checkReading(mailbox, mailbox.imap, tokens));
  if (mailbox.smtp !== null) checks.push(await checkSending(mailbox, mailbox.smtp, tokens));
  else
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
  server: MailServer,
  tokens: AccessTokens | null,
): Promise<DeskCheck> {
  const name = `way out of ${mailbox.name}`;
  const sender = createSmtpSender(server, { tokens });
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
  return messageOf(error).includes("token endpoint");
}
