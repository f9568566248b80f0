import { danishHolidays } from "../../src/domain/calendar/danish-holidays.ts";
import type { Desk } from "../../src/domain/desk/desk.ts";
import { type Instant, instant, parseInstant } from "../../src/domain/time/instant.ts";
import { type ClockContext, createClockContext } from "../../src/usecases/clock/clock-context.ts";
import type { ClockStores } from "../../src/usecases/clock/record-clock-event.ts";
import type {
  ClockStore,
  StoredClock,
  StoredClockEvent,
  StoredEscalation,
} from "../../src/usecases/ports/clock-store.ts";
import type { DeskVersionStore } from "../../src/usecases/ports/desk-version-store.ts";
import type { TicketEvent, TicketStore } from "../../src/usecases/ports/ticket-store.ts";
import { testDesk } from "./test-desk.ts";

/** Clocks in memory, with a time that the test sets; what no unit test asks throws. */
export interface MemoryClocks {
  readonly stores: ClockStores;
  readonly events: StoredClockEvent[];
  readonly escalations: (StoredEscalation & { clockId: number })[];
  readonly ticketEvents: TicketEvent[];
  setNow(text: string): Instant;
  /** The one clock of this kind that was started last. */
  clock(kind: StoredClock["kind"]): StoredClock;
  all(): StoredClock[];
}

export function at(text: string): Instant {
  const parsed = parseInstant(text);
  if (parsed === null) throw new Error(`no instant: ${text}`);
  return parsed;
}

/** The context of a test desk; `more` is YAML added to it. */
export function memoryContext(more = ""): Promise<ClockContext> {
  const desk = testDesk(more);
  return createClockContext({
    desk,
    hash: "test",
    stored: desk,
    holidays: (country, year) => (country === "dk" ? danishHolidays(year) : null),
    clocks: oneVersion(desk),
  });
}

/** Every version of the desk is this one. */
export function oneVersion(desk: Desk): DeskVersionStore {
  const version = { id: 1, revision: 1, document: desk, loadedAt: at("2026-01-01T00:00:00.000Z"), holidayYears: [] };
  return {
    ensureDeskVersion: async () => 1,
    findDeskVersion: async () => version,
    findNewestDeskVersion: async () => version,
    addHolidayYears: async () => undefined,
  };
}

export function createMemoryClocks(): MemoryClocks {
  const rows: StoredClock[] = [];
  const events: StoredClockEvent[] = [];
  const escalations: (StoredEscalation & { clockId: number })[] = [];
  const ticketEvents: TicketEvent[] = [];
  let now = instant(0);
  const clocks: Partial<ClockStore> & Pick<ClockStore, "insert" | "appendEvent"> = {
    insertBegun: async (clock, event) => clocks.appendEvent({ ...event, clockId: await clocks.insert(clock) }),
    insert: async (clock) => {
      const id = rows.length + 1;
      rows.push({ ...clock, id, version: 1, armedVersion: null, generation: 1, ladderHeldUntil: null });
      return id;
    },
    appendEvent: async (event) => {
      events.push({ ...event, id: events.length + 1 });
    },
    listEvents: async (clockId) =>
      events.filter((event) => event.clockId === clockId).sort((one, other) => one.at - other.at || one.id - other.id),
    recordEscalations: async (rung) => rung.map((escalation) => escalations.push({ ...escalation })),
    listEscalations: async (clockId) => escalations.filter((escalation) => escalation.clockId === clockId),
    listEscalationsOf: async (clockIds) =>
      new Map(clockIds.map((id) => [id, escalations.filter((escalation) => escalation.clockId === id)])),
    lockForTicket: async (ticketId) => rows.filter((row) => row.ticketId === ticketId).map((row) => ({ ...row })),
    listForTicket: async (ticketId) => rows.filter((row) => row.ticketId === ticketId).map((row) => ({ ...row })),
    find: async (clockId) => ({ ...(rows[clockId - 1] as StoredClock) }),
    project: async (clockId, fold) => {
      const row = rows[clockId - 1] as StoredClock;
      Object.assign(row, fold, { version: row.version + 1 });
    },
    listOpenedIn: async ({ from, to }, afterId, limit) =>
      rows
        .filter(({ id, startedAt }) => id > afterId && startedAt >= from && startedAt < to)
        .slice(0, limit)
        .map(({ id, kind, ticketId }) => ({ id, kind, ref: `SV-${ticketId}`, organisation: null, agreement: null })),
    listEventsOf: async (ids) => {
      const lists = ids.map(async (id) => [id, await (clocks as ClockStore).listEvents(id)] as const);
      return new Map(await Promise.all(lists));
    },
    listAll: async (afterId, limit) => rows.filter(({ id }) => id > afterId).slice(0, limit),
  };
  const tickets: Partial<TicketStore> = {
    // No ticket of these has an agreement.
    find: async () => null,
    appendEvent: async (event) => {
      ticketEvents.push(event);
    },
  };
  return {
    stores: { clocks: clocks as ClockStore, tickets: tickets as TicketStore, now: async () => now },
    events,
    escalations,
    ticketEvents,
    setNow: (text) => {
      now = at(text);
      return now;
    },
    clock: (kind) => rows.filter((row) => row.kind === kind).at(-1) as StoredClock,
    all: () => rows,
  };
}
