import type { Desk } from "../../domain/desk/desk.ts";
import { type AlertRecipient, resolveRecipients } from "../../domain/desk/resolve-recipients.ts";
import { decideAlertDelivery } from "../../domain/sla/decide-alert-delivery.ts";
import type { Instant } from "../../domain/time/instant.ts";
import { localDateAt } from "../../domain/time/local-date-at.ts";
import { isDatabaseFailure } from "../ports/adapter-error.ts";
import type { Log } from "../ports/log.ts";
import type { Tracer } from "../ports/tracer.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { type QueueMailServices, queueMail } from "../queue-mail.ts";
import type { ClockContext } from "./clock-context.ts";
import { describeAlert, type RingingStep } from "./describe-alert.ts";
import { queueWebhooks } from "./queue-webhooks.ts";

export interface AlertServices {
  /** Where a ticket can be read, for the links of alerts; null: the desk has no address of its own. */
  readonly publicUrl: string | null;
  readonly context: ClockContext;
  readonly mail: QueueMailServices;
  readonly log: Log;
  readonly tracer?: Tracer;
}

const MINUTE_MS = 60_000;

/**
 * Queues the alerts of one step in the firing's transaction, one mail a recipient, and records each. Above the rate of
 * desk.yaml, or too late to be of use, an alert waits for a digest instead (`queueDigests`). A mail that cannot be made is
 * recorded and logged, and stops neither the others nor the breach. Gives how many mails were queued.
 */
export async function queueAlerts(stores: Stores, services: AlertServices, ringing: RingingStep): Promise<number> {
  const { desk } = services.context;
  const { ticket, step, situation } = ringing;
  const to = situation.ladder.find(({ atMinutes }) => atMinutes === step.atMinutes)?.to ?? [];
  const now = situation.reading.asOf;
  const day = localDateAt(now, desk.desk.zone);
  const asked = { ...ticket, requesterAddress: ticket.requester.address, day };
  let queued = 0;
  for (const recipient of resolveRecipients(desk, asked, to)) {
    const delivery = await deliveryOf(stores, services, ringing, recipient.address);
    const outboxId = delivery === "mail" ? await tryToQueue(stores, services, ringing, recipient, now) : null;
    if (outboxId !== null) queued += 1;
    await record(stores, ringing, recipient.address, { outboxId, waitsForDigest: delivery === "digest" });
  }
  for (const webhook of await queueWebhooks(stores, services, ringing, to)) {
    await record(stores, ringing, `webhook:${webhook}`, { outboxId: null, waitsForDigest: false });
  }
  return queued;
}

// Firings at the very same instant do not see each other's alerts: a few more than the rate may be mails of their own.
async function deliveryOf(
  stores: Stores,
  { context }: AlertServices,
  { step, situation: { reading } }: RingingStep,
  recipient: string,
): Promise<"mail" | "digest"> {
  const limits = context.desk.desk.alerts;
  const occasion = {
    kind: step.kind,
    lateMinutes: Math.floor((reading.asOf - step.dueAt) / MINUTE_MS),
    isBreached: reading.breachedAt !== null,
    recentAlerts: await stores.alerts.countRecent(recipient, limits.mailsAMinute),
  };
  return decideAlertDelivery(occasion, limits);
}

async function record(
  stores: Stores,
  { escalationId, ticket, step }: RingingStep,
  recipient: string,
  delivery: { outboxId: number | null; waitsForDigest: boolean },
): Promise<void> {
  await stores.clocks.recordAlert({ escalationId, ticketId: ticket.id, kind: step.kind, recipient, ...delivery });
}

async function tryToQueue(
  stores: Stores,
  { context, mail, log }: AlertServices,
  ringing: RingingStep,
  recipient: AlertRecipient,
  now: Instant,
): Promise<number | null> {
  const { ticket } = ringing;
  const language = context.desk.desk.languages[0] ?? "en";
  const template = ringing.step.kind === "warning" ? "alert-warning" : "alert-breach";
  const { agent, address, standsInFor } = recipient;
  const data = { ...describeAlert(context, ringing, language, now), standsInFor: nameOf(context.desk, standsInFor) };
  try {
    const result = await stores.savepoint(() =>
      queueMail(stores, mail, {
        class: "alert",
        ticketId: ticket.id,
        ticketRef: ticket.ref,
        to: [{ address, role: agent === null ? "ops" : "agent" }],
        template,
        language,
        data,
        replyTo: agent === null ? null : { ticketId: ticket.id, recipient: { kind: "agent", key: agent } },
      }),
    );
    if (result.kind === "queued") return result.outboxId;
    const { why } = result;
    stores.afterCommit(() => log.error({ ticketId: ticket.id, why }, "an alert could not be queued"));
  } catch (error) {
    if (isDatabaseFailure(error)) throw error;
    stores.afterCommit(() => log.error({ ticketId: ticket.id, err: error }, "an alert could not be made"));
  }
  return null;
}

function nameOf({ agents }: Desk, key: string | null): string | null {
  return key === null ? null : (agents[key]?.name ?? key);
}
