import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { createConsole } from "./adapters/console/create-console.ts";
import { createHttpServer } from "./adapters/http/create-http-server.ts";
import type { HttpDeps } from "./adapters/http/http-deps.ts";
import { createComposer } from "./adapters/mime/compose-mail.ts";
import { createAlertList } from "./adapters/postgres/alert-list.ts";
import { createJobRunStore } from "./adapters/postgres/job-run-store.ts";
import { createKeyStore } from "./adapters/postgres/key-store.ts";
import { createMeasureStore } from "./adapters/postgres/measure-store.ts";
import { digest } from "./adapters/system/digest.ts";
import { storedOrganisationFaults } from "./desk/stored-organisation-faults.ts";
import { smtpRoutes } from "./domain/desk/smtp-routes.ts";
import type { Running } from "./main.ts";
import { judgeWritten } from "./organisation-judge.ts";
import { backupReadiness } from "./usecases/backup/backup-readiness.ts";
import { createDeskReadiness } from "./usecases/desk-readiness.ts";
import { expiryReadiness, type WatchedSecret } from "./usecases/oauth/expiry-readiness.ts";
import { organisationReadiness } from "./usecases/organisations/organisation-readiness.ts";
import { createAttachmentReader } from "./usecases/read-attachment.ts";
import { READING_DEFAULTS } from "./usecases/read-mailbox.ts";
import { giveOrder } from "./usecases/requests/give-order.ts";
import { takeRequest } from "./usecases/requests/take-request.ts";
import { routeReadiness, type WatchedWay } from "./usecases/routes/route-readiness.ts";
import { VERSION } from "./version.ts";
import { ticketReader } from "./wire-readers.ts";
import type { OpenDesk } from "./wiring.ts";

const PAGES = fileURLToPath(new URL("../templates/console", import.meta.url));
const CANARY_SECONDS = 20;

/** The API, the health routes and the console. `onChanged` is told when a request may have brought something to file or to send. */
export async function startHttp(
  open: OpenDesk,
  onChanged: () => void = () => undefined,
): Promise<Running & { url: string }> {
  const { config, desk } = open.settings;
  const measures = createMeasureStore(open.database);
  const { elapsedMs } = await ticketReader(open);
  const { parser } = open.filing;
  const server = await createHttpServer({
    ...config.http,
    publicUrl: config.publicUrl,
    version: VERSION,
    log: open.log,
    desk,
    randomness: open.randomness,
    stores: open.unitOfWork.reading,
    unitOfWork: open.unitOfWork,
    ...requestDeps(open),
    clock: open.clock,
    judgeOrganisations: judgeWritten,
    onChanged,
    elapsedMs,
    alerts: createAlertList(open.database),
    keys: createKeyStore(open.database),
    digest,
    signer: open.signer,
    readAttachment: createAttachmentReader({ desk, stores: open.unitOfWork.reading, parser, signer: open.signer }),
    measures,
    surveys: { unitOfWork: open.unitOfWork, digest, desk },
    readiness: [
      ...createDeskReadiness(measures, {
        mailboxes: desk.mailboxes.map(({ name, imap, smtp }) => ({ name, imap: imap !== null, smtp: smtp !== null })),
        lmtp: config.lmtp !== null,
        journal: desk.journal !== null,
        pollSeconds: READING_DEFAULTS.pollSeconds,
        canarySeconds: CANARY_SECONDS,
      }),
      routeReadiness(open.unitOfWork.reading.routes, watchedWays(open)),
      expiryReadiness(open.unitOfWork.reading, watchedSecrets(open)),
      organisationReadiness(open.unitOfWork.reading, (stored) => storedOrganisationFaults(desk, stored)),
      backupReadiness(createJobRunStore(open.database), desk.backup.enabled),
    ],
    console: createConsole({
      templates: PAGES,
      deskName: desk.desk.name,
      zone: desk.desk.zone,
      levels: Object.keys(desk.levels),
    }),
  });
  return { url: server.url, stop: () => server.close() };
}

function requestDeps(open: OpenDesk): Pick<HttpDeps, "takeRequest" | "giveOrder"> {
  const [mailboxId] = open.mailboxIds.values();
  if (mailboxId === undefined) throw new Error("A desk has at least one mailbox.");
  const { filing, randomness } = open;
  const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
  const deps = { filing, mailboxId, composer: createComposer(), randomness, sha256, desk: filing.context.desk.desk };
  return {
    takeRequest: (stores, channel, request) => takeRequest(stores, deps, channel, request),
    giveOrder: (stores, order) => giveOrder(stores, deps, order),
  };
}

function watchedWays({ settings, mailboxIds }: OpenDesk): WatchedWay[] {
  return settings.desk.mailboxes.flatMap((mailbox) => {
    const [mailboxId, routes] = [mailboxIds.get(mailbox.name), smtpRoutes(mailbox).map(({ name }) => name)];
    return mailboxId === undefined || routes.length === 0 ? [] : [{ mailboxId, mailbox: mailbox.name, routes }];
  });
}

function watchedSecrets({ settings: { desk }, mailboxIds }: OpenDesk): WatchedSecret[] {
  return desk.mailboxes.flatMap(({ name, oauth2 }) => {
    const mailboxId = mailboxIds.get(name);
    if (oauth2 === null || mailboxId === undefined) return [];
    return [{ mailbox: name, mailboxId, secretExpires: oauth2.secretExpires }];
  });
}
