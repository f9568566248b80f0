import { createJobRunStore } from "./adapters/postgres/job-run-store.ts";
import { createMeasureStore } from "./adapters/postgres/measure-store.ts";
import { createStorageProbe } from "./adapters/postgres/storage-probe.ts";
import { waiting } from "./adapters/system/waiting.ts";
import { storedOrganisationFaults } from "./desk/stored-organisation-faults.ts";
import { smtpRoutes } from "./domain/desk/smtp-routes.ts";
import { backupReadiness } from "./usecases/backup/backup-readiness.ts";
import { createDeskReadiness } from "./usecases/desk-readiness.ts";
import { expiryReadiness, type WatchedSecret } from "./usecases/oauth/expiry-readiness.ts";
import { organisationReadiness } from "./usecases/organisations/organisation-readiness.ts";
import type { MeasureStore } from "./usecases/ports/measure-store.ts";
import type { Readiness } from "./usecases/ports/readiness.ts";
import { READING_DEFAULTS } from "./usecases/read-mailbox.ts";
import { routeReadiness, type WatchedWay } from "./usecases/routes/route-readiness.ts";
import { storageReadiness } from "./usecases/storage-readiness.ts";
import { trailReadiness } from "./usecases/trail/trail-readiness.ts";
import { canaryMailboxes } from "./wire-canaries.ts";
import { wireSigner } from "./wire-signer.ts";
import type { OpenDesk } from "./wiring.ts";

const CANARY_SECONDS = 20;

/** Everything that must hold for the desk to do its job. */
export function wireReadiness(
  open: OpenDesk,
  measures: Pick<MeasureStore, "read"> = createMeasureStore(open.database),
): Readiness {
  const { config, desk } = open.settings;
  const { reading } = open.unitOfWork;
  return [
    ...createDeskReadiness(measures, {
      mailboxes: desk.mailboxes.map(({ name, imap, smtp }) => ({ name, imap: imap !== null, smtp: smtp !== null })),
      lmtp: config.lmtp !== null,
      journal: desk.journal !== null,
      pollSeconds: READING_DEFAULTS.pollSeconds,
      canarySeconds: CANARY_SECONDS,
      canaries: desk.canary && {
        mailboxes: canaryMailboxes(open).map(({ name }) => name),
        settings: desk.canary,
      },
    }),
    storageReadiness(createStorageProbe(open.database), waiting.elapsedMs),
    routeReadiness(reading.routes, watchedWays(open)),
    expiryReadiness(reading, watchedSecrets(open)),
    organisationReadiness(reading, (stored) => storedOrganisationFaults(desk, stored)),
    backupReadiness(createJobRunStore(open.database), desk.backup.enabled),
    trailReadiness({ ...reading, signer: wireSigner(config), elapsedMs: waiting.elapsedMs }),
  ];
}

function watchedWays({ settings, mailboxIds }: OpenDesk): WatchedWay[] {
  return settings.desk.mailboxes.flatMap((mailbox) => {
    const [mailboxId, routes] = [mailboxIds.get(mailbox.name), smtpRoutes(mailbox).map(({ name }) => name)];
    return mailboxId === undefined || routes.length === 0 ? [] : [{ mailboxId, mailbox: mailbox.name, routes }];
  });
}

function watchedSecrets({ settings, mailboxIds }: OpenDesk): WatchedSecret[] {
  return settings.desk.mailboxes.flatMap(({ name, oauth2 }) => {
    const mailboxId = mailboxIds.get(name);
    if (oauth2 === null || mailboxId === undefined) return [];
    return [{ mailbox: name, mailboxId, secretExpires: oauth2.secretExpires }];
  });
}
