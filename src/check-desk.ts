import { Resolver } from "node:dns/promises";
import { createJournal } from "./adapters/imap/create-journal.ts";
import { openQueueBackend } from "./adapters/queue/open-queue-backend.ts";
import { createQueueTrouble } from "./adapters/queue/queue-trouble.ts";
import { checkCollector } from "./check-collector.ts";
import { checkDkim } from "./check-dkim.ts";
import { checkLmtp } from "./check-lmtp.ts";
import { checkMailboxes } from "./check-mailboxes.ts";
import { checkWebhook } from "./check-webhook.ts";
import { storedOrganisationFaults } from "./desk/stored-organisation-faults.ts";
import { bad, type DeskCheck, good, messageOf, SILENT } from "./desk-check.ts";
import { JOURNAL_NAME, type JournalSettings } from "./domain/desk/mailbox-settings.ts";
import type { Settings } from "./settings.ts";
import { wireAccessTokens } from "./wire-access-tokens.ts";
import { type OpenDatabase, openStorage } from "./wiring.ts";

export interface DeskReport {
  readonly ok: boolean;
  readonly checks: readonly DeskCheck[];
}

/** Looks at everything the desk stands on. Nothing is changed but the schema of the database, as at a start. */
export async function checkDesk(settings: Settings): Promise<DeskReport> {
  const checks: DeskCheck[] = [
    good("settings", "The environment is right."),
    good(
      "desk",
      `${settings.desk.desk.name} <${settings.desk.desk.address}>, version ${settings.deskHash.slice(0, 12)}.`,
    ),
    ...(await checkStorage(settings)),
  ];
  checks.push(...(await checkMailboxes(settings)));
  if (settings.config.lmtp !== null) checks.push(await checkLmtp(settings.config.lmtp));
  if (settings.desk.mailboxes.length === 0) {
    checks.push(
      bad("mailboxes", "No mailbox is configured.", "Set IMAP_URL and SMTP_URL, or list mailboxes in the desk file."),
    );
  }
  if (settings.desk.journal !== null) checks.push(await checkJournal(settings, settings.desk.journal));
  for (const webhook of settings.desk.webhooks) checks.push(await checkWebhook(webhook));
  const { tracing, environment } = settings.config;
  if (tracing !== null) {
    const headers = environment.OTEL_EXPORTER_OTLP_TRACES_HEADERS ?? environment.OTEL_EXPORTER_OTLP_HEADERS;
    checks.push(await checkCollector(tracing.url, headers));
  }
  if (settings.desk.dkim !== null) {
    const resolver = new Resolver({ timeout: 5_000, tries: 2 });
    const resolveTxt = async (name: string) => (await resolver.resolveTxt(name)).map((parts) => parts.join(""));
    checks.push(await checkDkim(settings.desk.dkim, resolveTxt));
  }
  checks.push(await checkDns(settings.desk.desk.address));
  return { ok: checks.every((check) => check.ok), checks };
}

async function checkStorage(settings: Settings): Promise<DeskCheck[]> {
  let storage: OpenDatabase;
  try {
    storage = await openStorage(settings, { log: SILENT });
  } catch (error) {
    return [bad("database", messageOf(error), null)];
  }
  try {
    const where = settings.config.databaseUrl === null ? "The embedded PostgreSQL answers." : "The database answers.";
    return [good("database", where), await checkOrganisations(settings, storage), await checkQueue(settings, storage)];
  } finally {
    await storage.close();
  }
}

async function checkOrganisations({ desk }: Settings, { unitOfWork }: OpenDatabase): Promise<DeskCheck> {
  const stored = await unitOfWork.reading.organisations.listCurrent();
  const faults = storedOrganisationFaults(desk, stored);
  if (faults.length === 0) {
    return good("organisations", `${desk.organisations.length} in desk.yaml, ${stored.length} stored.`);
  }
  return bad(
    "organisations",
    `What is stored does not fit desk.yaml: ${faults.join("; ")}.`,
    "They are served as far as that can be. Correct desk.yaml, import them anew, or svartid organisation remove ID.",
  );
}

async function checkQueue(settings: Settings, storage: OpenDatabase): Promise<DeskCheck> {
  try {
    const trouble = createQueueTrouble(SILENT, "queue");
    const backend = await openQueueBackend({ databaseUrl: storage.url, redisUrl: settings.config.redisUrl }, trouble);
    await backend.close();
    return good("queue", `The queue on ${backend.system} answers.`);
  } catch (error) {
    return bad("queue", messageOf(error), null);
  }
}

async function checkJournal(settings: Settings, { imap, folder, oauth2 }: JournalSettings): Promise<DeskCheck> {
  let storage: OpenDatabase | null = null;
  try {
    // Access tokens are kept in the database.
    if (oauth2 !== null) storage = await openStorage(settings, { log: SILENT });
    const tokens = storage === null ? null : wireAccessTokens(storage, { isAsked: true })(JOURNAL_NAME);
    await createJournal({ server: imap, folder, log: SILENT, tokens }).check();
    return good("journal", `${imap.host}:${imap.port} shows ${folder}.`);
  } catch (error) {
    return bad("journal", messageOf(error), "Correct the journal in the desk file.");
  } finally {
    await storage?.close();
  }
}

// Advice rather than a fault: a desk inside a company may use names that no name server outside knows.
async function checkDns(address: string): Promise<DeskCheck> {
  const domain = address.slice(address.lastIndexOf("@") + 1);
  const resolver = new Resolver({ timeout: 2_000, tries: 1 });
  const texts = async (name: string) =>
    (await resolver.resolveTxt(name).catch(() => [])).map((parts) => parts.join(""));
  const missing: string[] = [];
  if (!(await texts(domain)).some((text) => text.startsWith("v=spf1"))) missing.push("SPF");
  if (!(await texts(`_dmarc.${domain}`)).some((text) => text.startsWith("v=DMARC1"))) missing.push("DMARC");
  if (missing.length === 0) return good("dns", `${domain} has SPF and DMARC.`);
  return {
    ...good("dns", `${domain} shows no ${missing.join(" and no ")} to this machine.`),
    mend: "Publish them, so that customers' servers trust what the desk sends.",
  };
}
