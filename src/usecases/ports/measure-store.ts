import type { CanaryLeg } from "../../domain/canary/canary.ts";
import type { TicketState } from "../../domain/ticket/ticket-state.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { MeasuredCanary } from "../canary/judge-canary.ts";
import type { ClockState } from "./clock-store.ts";
import type { FilingDecision, InboundState } from "./inbound-store.ts";
import type { JobName } from "./job-run-store.ts";
import type { OutboxState } from "./outbox-store.ts";
import type { DeliveryState } from "./webhook-store.ts";

/** Upper bounds of how late a step of a clock fired, in seconds; what was later still counts beyond the last. */
export const LATENESS_BOUNDS = [1, 5, 15, 30, 60, 300, 900, 3600] as const;

/** How late steps fired so far: `counts` for each bound those above the bound before it, and at last those beyond the last bound. */
export interface Lateness {
  readonly counts: readonly number[];
  readonly sumSeconds: number;
}

/** What waits of one mailbox, and so by one way out, since its servers refused it for now. */
export interface DeferredMail {
  /** Null: mail of no mailbox, such as an alert. */
  readonly mailbox: string | null;
  /** When the oldest of it was written. */
  readonly oldestAt: Instant;
  /** When the newest left of what the same mailbox wrote later; null: none did. */
  readonly lastSentAt: Instant | null;
  /** To how many domains it waits. */
  readonly domains: number;
}

/** Counts and ages of the whole desk, for metrics and health: one look at the tables, no personal data. */
export interface Measures {
  now: Instant;
  /** Every state is there, with 0 where nothing is in it. */
  tickets: Record<TicketState, number>;
  inbound: Record<InboundState, number>;
  filings: Record<FilingDecision, number>;
  outbox: Record<OutboxState, number>;
  clocks: Record<ClockState, number>;
  /** Deliveries to webhooks. */
  webhooks: Record<DeliveryState, number>;
  alerts: number;
  /** When the oldest email not filed yet was accepted; null when all are filed. */
  oldestToFileAt: Instant | null;
  /** When the oldest mail that should have left by now became due; null when none waits. */
  oldestToSendAt: Instant | null;
  /** The mailboxes whose mail was refused for now and waits, canaries left out; at most the 1000 mails that wait longest are looked at. */
  deferred: readonly DeferredMail[];
  /** When the oldest delivery that no webhook has taken yet was queued; null when none waits. */
  oldestToPostAt: Instant | null;
  /** When the most overdue clock should have fired; null when none is overdue. */
  oldestToFireAt: Instant | null;
  /** Clocks that should have fired by now, counted up to 1000. */
  clocksDue: number;
  lateness: Lateness;
  /** The canaries of each mailbox that ever had one. */
  canaries: readonly MeasuredCanary[];
  /** How long the legs of canaries took so far; one that none has gone is left out. */
  canaryLegs: Readonly<Partial<Record<CanaryLeg | "whole", Lateness>>>;
  /** Promises broken so far by the level that the clock had then; a level without any may be left out. */
  breaches: Readonly<Record<string, number>>;
  /** The nightly works that ever ran. */
  nightly: { name: JobName; lastAt: Instant; isLastOk: boolean; lastSuccessAt: Instant | null }[];
  /** The connections of this process to the database. */
  pool: { busy: number; idle: number; waiting: number; most: number };
  /** Mails whose sending ended without an answer and that were sent again. */
  ambiguousResends: number;
  mailboxes: {
    name: string;
    lastSuccessAt: Instant | null;
    lastError: string | null;
    /** Null also where the error is from before codes were kept. */
    lastErrorCode: string | null;
    lastErrorAt: Instant | null;
  }[];
  /** The ways out that ever had trouble, by the name of their mailbox; `failures` in a row, 0 where it works again. */
  routes: { mailbox: string; name: string; failures: number }[];
  /** When each periodic work last succeeded. */
  heartbeats: { name: string; at: Instant }[];
}

export interface MeasureStore {
  read(): Promise<Measures>;
  /** Keeps reading cheap: to be called every few seconds, by anybody. */
  fold(): Promise<void>;
}
