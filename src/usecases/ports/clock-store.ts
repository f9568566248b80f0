import { CLOCK_STATES, type ClockState } from "../../domain/sla/clock-state.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { DeskVersionStore } from "./desk-version-store.ts";

export const CLOCK_KINDS = ["first_response", "next_response", "resolution"] as const;
export type ClockKind = (typeof CLOCK_KINDS)[number];

export { CLOCK_STATES, type ClockState };

/** The projection of one clock: its fold, and when something is due next. */
export interface StoredClock {
  id: number;
  ticketId: number;
  kind: ClockKind;
  level: string;
  /** Key of the calendar in the desk version that the clock was computed with. */
  calendar: string;
  deskVersionId: number;
  state: ClockState;
  startedAt: Instant;
  targetMinutes: number;
  deadlineAt: Instant | null;
  elapsedMs: number;
  metAt: Instant | null;
  breachedAt: Instant | null;
  pauseReason: string | null;
  nextWakeAt: Instant | null;
  generation: number;
  ladderHeldUntil: Instant | null;
  version: number;
  armedVersion: number | null;
}

export interface StoredClockEvent {
  id: number;
  clockId: number;
  at: Instant;
  type: string;
  data: Record<string, unknown>;
}

export const ESCALATION_KINDS = ["warning", "breach", "escalation"] as const;
export type EscalationKind = (typeof ESCALATION_KINDS)[number];

/** A step of the ladder that rang: once in each generation of its clock. */
export interface StoredEscalation {
  generation: number;
  step: number;
  kind: EscalationKind;
  /** When it was due, and when it rang: later only after downtime. */
  dueAt: Instant;
  firedAt: Instant;
}

/** A clock and what a simulation needs to know of its ticket. */
export interface ClockOfTicket {
  id: number;
  kind: ClockKind;
  ref: string;
  organisation: string | null;
  /** As it was when the ticket was opened. */
  agreement: Record<string, unknown> | null;
}

/** A clock that runs or stands still, unanswered, with what of its ticket decides its calendar. */
export interface OpenClock extends StoredClock {
  organisation: string | null;
  /** The agreement as it was when the ticket was opened. */
  agreement: Record<string, unknown> | null;
}

export interface ClockStore extends DeskVersionStore {
  /** Stores a new clock with version 1. */
  insert(
    clock: Omit<StoredClock, "id" | "version" | "armedVersion" | "generation" | "ladderHeldUntil">,
  ): Promise<number>;
  /** By one statement, whose outcome nobody need wait for: a new clock with its first event. */
  insertBegun(
    clock: Parameters<ClockStore["insert"]>[0],
    event: Omit<StoredClockEvent, "id" | "clockId">,
  ): Promise<void>;
  appendEvent(event: Omit<StoredClockEvent, "id">): Promise<void>;
  listEvents(clockId: number): Promise<StoredClockEvent[]>;
  listForTicket(ticketId: number): Promise<StoredClock[]>;
  /** The clocks of several tickets, by the ticket's id, each in the order in which they were started. */
  listForTickets(ticketIds: readonly number[]): Promise<ReadonlyMap<number, StoredClock[]>>;
  /** Locks the clocks of a ticket until the transaction ends: an answer and a breach are decided one after the other. */
  lockForTicket(ticketId: number): Promise<StoredClock[]>;
  find(clockId: number): Promise<StoredClock | null>;
  /** Writes the fold and raises the version by one. */
  project(clockId: number, fold: Partial<Omit<StoredClock, "id" | "ticketId" | "version">>): Promise<void>;
  /**
   * The condition under which a clock fires: locks it if it still has this version, is unanswered and running or
   * breached, and something was due before `desk_now()`; null when there is nothing to do (stale, early, fired).
   */
  lockDue(clockId: number, version: number): Promise<StoredClock | null>;
  /** The most overdue of the clocks with something due by now, in any order; rows locked elsewhere, and these ids, are left out. */
  listDue(limit: number, except?: readonly number[]): Promise<{ id: number; version: number; ticketId: number }[]>;
  /** The same condition as `lockDue` for many at once, and without waiting: those locked elsewhere are left out. */
  lockFreeDue(due: readonly { id: number; version: number }[]): Promise<StoredClock[]>;
  /** Clocks due within the horizon whose current version has no bell yet. */
  listToArm(horizonMs: number, limit: number): Promise<{ id: number; version: number; nextWakeAt: Instant }[]>;
  markArmed(armed: readonly { id: number; version: number }[]): Promise<void>;
  /** The ids of the new rows, in the order given; null for a step that has rung in this generation before. */
  recordEscalations(escalations: readonly (StoredEscalation & { clockId: number })[]): Promise<(number | null)[]>;
  listEscalations(clockId: number): Promise<StoredEscalation[]>;
  /** The same of many clocks in one look, by the clock's id. */
  listEscalationsOf(clockIds: readonly number[]): Promise<ReadonlyMap<number, StoredEscalation[]>>;
  recordAlert(alert: {
    escalationId: number | null;
    ticketId: number | null;
    kind: string;
    recipient: string;
    outboxId: number | null;
    /** No mail of its own: the recipient's next digest tells it. */
    waitsForDigest: boolean;
  }): Promise<void>;
  /** For the audit: every clock, by id, in pages. */
  listAll(afterId: number, limit: number): Promise<StoredClock[]>;
  /** Clocks of the tickets opened in `[from, to)`, by the clock's id, in pages. */
  listOpenedIn(
    opened: { readonly from: Instant; readonly to: Instant },
    afterId: number,
    limit: number,
  ): Promise<ClockOfTicket[]>;
  /** The events of several clocks, by the clock's id, each in order of instant and arrival. */
  listEventsOf(clockIds: readonly number[]): Promise<ReadonlyMap<number, StoredClockEvent[]>>;
  /** Open clocks that were last computed with another version of the desk than this, by id. */
  listOpenUnderOthers(deskVersionId: number, afterId: number, limit: number): Promise<OpenClock[]>;
  /** Open clocks of the tickets of these organisations, by id. */
  listOpenOfOrganisations(organisations: readonly string[], afterId: number, limit: number): Promise<OpenClock[]>;
  /** Each calendar that an open clock is computed with, once, by its key and version of the desk. */
  listOpenCalendars(): Promise<{ calendar: string; deskVersionId: number }[]>;
  /** Tickets and clocks that breach next. */
  listBreachingNext(limit: number): Promise<StoredClock[]>;
  /** Clocks that breached and are unanswered still, the longest overdue first. */
  listBreached(limit: number): Promise<StoredClock[]>;
}
