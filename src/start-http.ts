import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { createConsole } from "./adapters/console/create-console.ts";
import { createHttpServer } from "./adapters/http/create-http-server.ts";
import type { HttpDeps } from "./adapters/http/http-deps.ts";
import { createComposer } from "./adapters/mime/compose-mail.ts";
import { createAlertList } from "./adapters/postgres/alert-list.ts";
import { createKeyStore } from "./adapters/postgres/key-store.ts";
import { createMeasureStore } from "./adapters/postgres/measure-store.ts";
import { digest } from "./adapters/system/digest.ts";
import type { Running } from "./main.ts";
import { organisationFaults } from "./organisation-faults.ts";
import { judgeWritten } from "./organisation-judge.ts";
import { mailSignInLink } from "./usecases/console/mail-sign-in-link.ts";
import { endSessionsOfGone } from "./usecases/console/sessions.ts";
import { createAttachmentReader } from "./usecases/read-attachment.ts";
import { giveOrder } from "./usecases/requests/give-order.ts";
import { takeRequest } from "./usecases/requests/take-request.ts";
import { resolveOutbox } from "./usecases/resolve-outbox.ts";
import { VERSION } from "./version.ts";
import { wireFeed } from "./wire-feed.ts";
import { onReplySent } from "./wire-outbox.ts";
import { ticketReader } from "./wire-readers.ts";
import { wireReadiness } from "./wire-readiness.ts";
import type { OpenDesk } from "./wiring.ts";

const PAGES = fileURLToPath(new URL("../templates/console", import.meta.url));

/** The API, the health routes and the console. `onChanged` is told when a request may have brought something to file or to send. */
export async function startHttp(
  open: OpenDesk,
  onChanged: () => void = () => undefined,
): Promise<Running & { url: string }> {
  const { config, desk } = open.settings;
  await open.unitOfWork.transaction((stores) => endSessionsOfGone(stores, desk));
  const measures = createMeasureStore(open.database);
  const { elapsedMs } = await ticketReader(open);
  const { parser } = open.filing;
  const attachments = createAttachmentReader({ desk, stores: open.unitOfWork.reading, parser, signer: open.signer });
  const server = await createHttpServer({
    ...config.http,
    publicUrl: config.publicUrl,
    version: VERSION,
    log: open.log,
    tracer: open.tracer,
    desk,
    randomness: open.randomness,
    stores: open.unitOfWork.reading,
    unitOfWork: open.unitOfWork,
    ...requestDeps(open),
    resolveOutbox: (stores, decision) => resolveOutbox(stores, { onReplySent: onReplySent(open) }, decision),
    mailSignInLink: (stores, asked) => mailSignInLink(stores, { ...open, desk, publicUrl: config.publicUrl }, asked),
    clock: open.clock,
    judgeOrganisations: judgeWritten,
    organisationFaults: (desk, stored) => organisationFaults({ desk }, [stored]),
    onChanged,
    follow: wireFeed(open.database, open.url),
    elapsedMs,
    alerts: createAlertList(open.database),
    keys: createKeyStore(open.database),
    digest,
    signer: open.signer,
    readAttachment: attachments.byToken,
    readFile: attachments.ofEmail,
    measures,
    surveys: { unitOfWork: open.unitOfWork, digest, desk },
    readiness: wireReadiness(open, measures),
    console: createConsole({
      templates: PAGES,
      deskName: desk.desk.name,
      zone: desk.desk.zone,
      levels: Object.keys(desk.levels),
      agents: Object.fromEntries(Object.entries(desk.agents).map(([key, { name }]) => [key, name])),
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
