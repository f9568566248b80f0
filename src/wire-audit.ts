import { createMailboxReader } from "./adapters/imap/create-mailbox-reader.ts";
import { createSightingStore } from "./adapters/postgres/sighting-store.ts";
import type { AuditPart } from "./usecases/audit.ts";
import { auditAnswers } from "./usecases/audit-answers.ts";
import { auditInbound } from "./usecases/audit-inbound.ts";
import { auditMailbox } from "./usecases/audit-mailbox.ts";
import { auditOutbox } from "./usecases/audit-outbox.ts";
import { auditWebhooks } from "./usecases/audit-webhooks.ts";
import { auditClockPart } from "./usecases/clock/audit-clock-part.ts";
import { wireAccessTokens } from "./wire-access-tokens.ts";
import { wireTrailParts } from "./wire-trail.ts";
import { type OpenDatabase, wireClock } from "./wiring.ts";

/**
 * Every part of the audit, in the order in which mail passes through the desk. Of a database that was restored only to be looked
 * at (`isDrill`) neither mailboxes nor mail on its way say anything.
 */
export async function wireAudit(
  storage: OpenDatabase,
  options: { heal: boolean; isDrill?: boolean },
): Promise<AuditPart[]> {
  const { database, log, settings, unitOfWork } = storage;
  const findTokens = wireAccessTokens(storage);
  const sightings = createSightingStore(database);
  const { mailboxes, outbox, webhooks } = unitOfWork.reading;
  const parts: AuditPart[] = [];
  for (const { name: mailbox, folder, imap: server } of settings.desk.mailboxes) {
    if (server === null || options.isDrill) continue;
    const reader = createMailboxReader({ server, folder, after: { kind: "keep" }, log, tokens: findTokens(mailbox) });
    const deps = { reader, mailboxes, sightings, onAccepted: () => undefined };
    const mailboxId = await mailboxes.ensure(mailbox, folder);
    parts.push(auditMailbox(deps, { mailboxId, mailbox, folder, heal: options.heal }));
  }
  const clock = await wireClock(storage);
  return [
    ...parts,
    auditInbound(sightings),
    ...(options.isDrill ? [] : [auditOutbox(outbox)]),
    auditAnswers(outbox),
    auditWebhooks(webhooks),
    auditClockPart(unitOfWork.reading, clock),
    ...wireTrailParts(storage, options.isDrill ?? false),
  ];
}
