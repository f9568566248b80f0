import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { CANARY_LEGS } from "../../domain/canary/canary.ts";
import { TICKET_STATES } from "../../domain/ticket/ticket-state.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { ReadinessReport } from "../../usecases/check-readiness.ts";
import { CLOCK_STATES } from "../../usecases/ports/clock-store.ts";
import { FILING_DECISIONS, INBOUND_STATES } from "../../usecases/ports/inbound-store.ts";
import { LATENESS_BOUNDS, type Measures } from "../../usecases/ports/measure-store.ts";
import { OUTBOX_STATES } from "../../usecases/ports/outbox-store.ts";
import { DELIVERY_STATES } from "../../usecases/ports/webhook-store.ts";
import { writeHistogram, writeHistograms } from "./write-histogram.ts";

export interface Metrics {
  contentType: string;
  /** The page of Prometheus: the desk as measured just now, and this process. */
  write(measures: Measures, readiness: ReadinessReport): Promise<string>;
  /** Counts one answered request. `route` is the pattern, never the path with what a caller put in it. */
  recordRequest(method: string, route: string, status: number, seconds: number): void;
}

const SECONDS = [0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

// Gauges that are called totals, which only counters are; the same without the suffix tell them by type.
const MISNAMED = ["active_handles_total", "active_requests_total", "active_resources_total"];

/** `countStreams` gives the live streams that are open. `levels` are shown with 0 until a promise of theirs is broken, so that the first one is seen to be one more. */
export function createMetrics(levels: readonly string[], countStreams: () => number): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "svartid_" });
  for (const name of MISNAMED) registry.removeSingleMetric(`svartid_nodejs_${name}`);
  const requests = new Histogram({
    name: "svartid_http_request_seconds",
    help: "Time to answer a request.",
    labelNames: ["method", "route", "status"],
    buckets: SECONDS,
    registers: [registry],
  });
  const set = createGauges(registry);
  const sum = createTotals(registry);
  return {
    contentType: registry.contentType,
    async write(measures, readiness) {
      setCounts(set, measures);
      setAges(set, measures);
      setTotals(sum, measures, levels);
      set.streams.set(countStreams());
      for (const check of readiness.checks) set.ready.set({ check: check.name }, check.ok ? 1 : 0);
      return (await registry.metrics()) + writeLateness(measures) + writeCanaryLegs(measures);
    },
    recordRequest: (method, route, status, seconds) => requests.observe({ method, route, status }, seconds),
  };
}

function writeLateness({ lateness }: Measures): string {
  const help = "How long after it was due a step of a clock fired.";
  return writeHistogram("svartid_firing_lateness_seconds", help, LATENESS_BOUNDS, lateness);
}

function writeCanaryLegs({ canaryLegs }: Measures): string {
  const help = "How long canaries took for each leg of their way, and for the whole of it.";
  const legs = [...CANARY_LEGS, "whole"].flatMap((leg) => {
    const counted = canaryLegs[leg as keyof typeof canaryLegs];
    return counted === undefined ? [] : [{ labels: { leg }, counted }];
  });
  return legs.length === 0 ? "" : writeHistograms("svartid_canary_seconds", help, LATENESS_BOUNDS, legs);
}

type Gauges = ReturnType<typeof createGauges>;

function createGauges(registry: Registry) {
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Gauge({ name: `svartid_${name}`, help, labelNames, registers: [registry] });
  return {
    tickets: gauge("tickets", "Tickets by state.", ["state"]),
    inbound: gauge("inbound_emails", "Inbound emails by state.", ["state"]),
    filings: gauge("filings", "Filings by decision.", ["decision"]),
    outbox: gauge("outbox_mails", "Mails in the outbox by state.", ["state"]),
    clocks: gauge("clocks", "SLA clocks by state.", ["state"]),
    webhooks: gauge("webhook_deliveries", "Alerts posted to webhooks by state.", ["state"]),
    clocksDue: gauge("clocks_due", "Clocks that should have fired by now and have not, counted up to 1000."),
    nightlyOk: gauge("nightly_ok", "1 when the last backup or drill went well, else 0.", ["work"]),
    nightlySuccess: gauge(
      "nightly_last_success_timestamp_seconds",
      "When a backup or a drill last went well. One that never did is not listed.",
      ["work"],
    ),
    nightlyAge: gauge("nightly_last_success_age_seconds", "How long ago a backup or a drill last went well.", ["work"]),
    pool: gauge("database_pool_connections", "Connections of this process to the database by use.", ["state"]),
    poolMost: gauge("database_pool_max_connections", "The most connections this process may have to the database."),
    poolWaiting: gauge("database_pool_waiting", "Works of this process that wait for a connection to the database."),
    streams: gauge("event_streams", "Live streams of events that this process has open, of keys and of console pages."),
    toFile: gauge("oldest_to_file_seconds", "Age of the oldest email not filed yet; 0 when all are filed."),
    toSend: gauge("oldest_to_send_seconds", "How long the oldest mail is due to be sent; 0 when none is."),
    toPost: gauge("oldest_to_post_seconds", "Age of the oldest delivery no webhook has taken yet; 0 when none waits."),
    toFire: gauge("oldest_to_fire_seconds", "How long the most overdue clock waits to fire; 0 when none does."),
    mailboxSuccess: gauge("mailbox_last_success_timestamp_seconds", "When a mailbox was last read; 0: never.", [
      "mailbox",
    ]),
    mailboxAge: gauge("mailbox_last_success_age_seconds", "How long ago a mailbox was last read.", ["mailbox"]),
    routeFailures: gauge(
      "route_failures",
      "Failures in a row of a way out; 0 when it works. A way that never had any is not listed.",
      ["mailbox", "route"],
    ),
    canarySuccess: gauge(
      "canary_last_success_timestamp_seconds",
      "When a canary of a mailbox last went the whole way; 0: never. Without canaries nothing is listed.",
      ["mailbox"],
    ),
    canaryAge: gauge("canary_last_success_age_seconds", "How long ago a canary of a mailbox last went the whole way.", [
      "mailbox",
    ]),
    heartbeatAge: gauge("heartbeat_age_seconds", "How long ago a periodic work last succeeded.", ["name"]),
    ready: gauge("ready", "1 when a readiness check holds, else 0.", ["check"]),
  };
}

function setCounts(set: Gauges, measures: Measures): void {
  for (const state of TICKET_STATES) set.tickets.set({ state }, measures.tickets[state]);
  for (const state of INBOUND_STATES) set.inbound.set({ state }, measures.inbound[state]);
  for (const decision of FILING_DECISIONS) set.filings.set({ decision }, measures.filings[decision]);
  for (const state of OUTBOX_STATES) set.outbox.set({ state }, measures.outbox[state]);
  for (const state of CLOCK_STATES) set.clocks.set({ state }, measures.clocks[state]);
  for (const state of DELIVERY_STATES) set.webhooks.set({ state }, measures.webhooks[state]);
  for (const { mailbox, name, failures } of measures.routes) set.routeFailures.set({ mailbox, route: name }, failures);
  set.clocksDue.set(measures.clocksDue);
  for (const { name, isLastOk } of measures.nightly) set.nightlyOk.set({ work: name }, isLastOk ? 1 : 0);
  const { busy, idle, waiting, most } = measures.pool;
  set.pool.set({ state: "busy" }, busy);
  set.pool.set({ state: "idle" }, idle);
  set.poolWaiting.set(waiting);
  set.poolMost.set(most);
}

type Totals = ReturnType<typeof createTotals>;

function createTotals(registry: Registry) {
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Counter({ name: `svartid_${name}`, help, labelNames, registers: [registry] });
  return {
    alerts: counter("alerts_total", "Alerts raised so far."),
    ambiguous: counter("ambiguous_total", "Mails sent again because the end of an attempt was uncertain."),
    breaches: counter("breaches_total", "Promises broken so far by the level of the ticket then.", ["level"]),
  };
}

/** The database counts: what is shown is what it says, whatever this process has seen of it. */
function setTotals(sum: Totals, measures: Measures, levels: readonly string[]): void {
  sum.alerts.reset();
  sum.alerts.inc(measures.alerts);
  sum.ambiguous.reset();
  sum.ambiguous.inc(measures.ambiguousResends);
  sum.breaches.reset();
  for (const level of new Set([...levels, ...Object.keys(measures.breaches)])) {
    sum.breaches.inc({ level }, measures.breaches[level] ?? 0);
  }
}

function setAges(set: Gauges, measures: Measures): void {
  const age = (at: Instant | null) => (at === null ? 0 : Math.max(0, measures.now - at) / 1000);
  set.toFile.set(age(measures.oldestToFileAt));
  set.toSend.set(age(measures.oldestToSendAt));
  set.toPost.set(age(measures.oldestToPostAt));
  set.toFire.set(age(measures.oldestToFireAt));
  for (const { name, lastSuccessAt } of measures.mailboxes) {
    set.mailboxSuccess.set({ mailbox: name }, (lastSuccessAt ?? 0) / 1000);
    if (lastSuccessAt !== null) set.mailboxAge.set({ mailbox: name }, age(lastSuccessAt));
  }
  for (const { name, lastSuccessAt } of measures.nightly) {
    if (lastSuccessAt === null) continue;
    set.nightlySuccess.set({ work: name }, lastSuccessAt / 1000);
    set.nightlyAge.set({ work: name }, age(lastSuccessAt));
  }
  for (const { mailbox, lastSuccessAt } of measures.canaries) {
    set.canarySuccess.set({ mailbox }, (lastSuccessAt ?? 0) / 1000);
    if (lastSuccessAt !== null) set.canaryAge.set({ mailbox }, age(lastSuccessAt));
  }
  for (const { name, at } of measures.heartbeats) set.heartbeatAge.set({ name }, age(at));
}
