import type { Desk } from "../../domain/desk/desk.ts";
import type { Language } from "../../domain/desk/language.ts";
import { standInFor } from "../../domain/desk/stand-in-for.ts";
import type { DigestLine } from "../../domain/outbound/mail-facts.ts";
import { createReplyAddress } from "../../domain/outbound/reply-address.ts";
import { replyAddressExpiry } from "../../domain/outbound/reply-address-expiry.ts";
import type { Instant } from "../../domain/time/instant.ts";
import { localDateAt } from "../../domain/time/local-date-at.ts";
import { agentOf } from "../filing/agent-of.ts";
import { agentsLanguage } from "../filing/spoken-language.ts";
import { isDatabaseFailure } from "../ports/adapter-error.ts";
import type { WaitingAlert } from "../ports/alert-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { type QueueMailResult, queueMail } from "../queue-mail.ts";
import type { FireDeps } from "./fire-clock.ts";
import type { AlertServices } from "./queue-alerts.ts";

/** So an alert that waits is at most a minute and one sweep later than a mail of its own, and a recipient has one digest a minute. */
const WAIT_SECONDS = 60;
// Half a megabyte of mail; what is beyond follows in a second one at once.
const MOST_LINES = 1_000;
const MINUTE_MS = 60_000;

/**
 * Makes one mail of all alerts that wait for a recipient, recipient by recipient, each in a transaction of its own: the mail
 * is queued and its alerts wait no more, or neither. Any number of processes may do so at once. Gives how many were queued.
 */
export async function queueDigests(deps: FireDeps): Promise<number> {
  let queued = 0;
  for (;;) {
    const result = await deps.unitOfWork.transaction((stores) => queueDigest(stores, deps));
    if (result === null) break;
    queued += result;
  }
  if (queued > 0) deps.bells.ring("send");
  return queued;
}

async function queueDigest(stores: Stores, services: AlertServices): Promise<number | null> {
  const waiting = await stores.alerts.lockWaiting(WAIT_SECONDS, MOST_LINES);
  return waiting === null ? null : await queueOrHalve(stores, services, waiting.recipient, waiting.alerts);
}

/**
 * As with a single alert, a mail that cannot be made is logged and stops nothing else; the steps stay on record. What it fails
 * at is found by halving, so that the one alert at fault is left out and every other is told.
 */
async function queueOrHalve(
  stores: Stores,
  services: AlertServices,
  address: string,
  alerts: readonly WaitingAlert[],
): Promise<number> {
  const ids = alerts.map(({ id }) => id);
  const made = await tryToQueue(stores, services, address, alerts);
  if (made.kind === "failed" && alerts.length > 1) {
    const middle = Math.ceil(alerts.length / 2);
    const first = await queueOrHalve(stores, services, address, alerts.slice(0, middle));
    return first + (await queueOrHalve(stores, services, address, alerts.slice(middle)));
  }
  await stores.alerts.endWaiting(ids, made.kind === "queued" ? made.outboxId : null);
  if (made.kind === "queued") return 1;
  const fault = made.kind === "refused" ? { why: made.why } : { err: made.error };
  services.log.error({ alertIds: ids, ...fault }, "alerts could not be told in a digest");
  return 0;
}

type Made = QueueMailResult | { readonly kind: "failed"; readonly error: unknown };

async function tryToQueue(
  stores: Stores,
  services: AlertServices,
  address: string,
  alerts: readonly WaitingAlert[],
): Promise<Made> {
  const { context, mail } = services;
  const agent = agentOf(context.desk, address.toLowerCase());
  const language = agentsLanguage(context.desk);
  const now = await stores.now();
  try {
    const lines = alerts.map((alert) => lineOf(services, alert, { agent, language, now }));
    return await stores.savepoint(() =>
      queueMail(stores, mail, {
        class: "alert",
        ticketId: null,
        ticketRef: null,
        to: [{ address, role: agent === null ? "ops" : "agent" }],
        template: "alert-digest",
        language,
        data: { lines },
        // One answer cannot say which of the tickets it means: each line has the address of its own.
        replyTo: null,
      }),
    );
  } catch (error) {
    if (isDatabaseFailure(error)) throw error;
    return { kind: "failed", error };
  }
}

function lineOf(
  { context: { desk }, mail }: AlertServices,
  alert: WaitingAlert,
  reader: { agent: string | null; language: Language; now: Instant },
): DigestLine {
  const { ref, subject, level, promise, deadlineAt, dueAt, firedAt } = alert;
  const grant = reader.agent === null ? null : { kind: "agent" as const, key: reader.agent };
  const expiresAt = replyAddressExpiry("agent", reader.now);
  return {
    ref,
    subject,
    level: { id: level, name: desk.levels[level]?.name[reader.language] ?? level },
    agent: alert.agent === null ? null : nameOf(desk, alert.agent),
    standsInFor: standsInForAssigned(desk, alert, reader.agent),
    promise,
    step: alert.kind,
    stepMinutes: Math.abs(alert.stepMinutes),
    deadline: deadlineAt,
    dueAt,
    lateMinutes: Math.max(0, Math.floor((firedAt - dueAt) / MINUTE_MS)),
    since: sinceThen(alert),
    acknowledgeAt:
      grant === null
        ? null
        : createReplyAddress(mail.desk.address, { ticketId: alert.ticketId, recipient: grant, expiresAt }, mail.signer),
  };
}

/** As it was when the alert fired: that is when it was decided who is told. */
function standsInForAssigned(desk: Desk, { agent, firedAt }: WaitingAlert, reader: string | null): string | null {
  if (agent === null || agent === reader) return null;
  return standInFor(desk.agents, agent, localDateAt(firedAt, desk.desk.zone)) === reader ? nameOf(desk, agent) : null;
}

function nameOf(desk: Desk, agent: string): string {
  return desk.agents[agent]?.name ?? agent;
}

function sinceThen({ metAt, state }: WaitingAlert): DigestLine["since"] {
  if (state === "cancelled") return "void";
  return metAt === null ? "open" : "kept";
}
