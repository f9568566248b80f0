import { fileURLToPath } from "node:url";
import { type Kysely, sql } from "kysely";
import { createComposer } from "../../src/adapters/mime/compose-mail.ts";
import { openDatabase } from "../../src/adapters/postgres/database.ts";
import type { Schema } from "../../src/adapters/postgres/schema.ts";
import { createUnitOfWork } from "../../src/adapters/postgres/unit-of-work.ts";
import { createSigner } from "../../src/adapters/system/signer.ts";
import { createRenderer } from "../../src/adapters/templates/renderer.ts";
import { hashDesk } from "../../src/desk/hash-desk.ts";
import type { HolidaySource } from "../../src/domain/calendar/holiday-source.ts";
import { storedDesk } from "../../src/domain/desk/stored-desk.ts";
import { type ClockContext, createClockContext } from "../../src/usecases/clock/clock-context.ts";
import type { FireDeps } from "../../src/usecases/clock/fire-clock.ts";
import { startClocks } from "../../src/usecases/clock/start-clock.ts";
import type { Bells, WakeUp } from "../../src/usecases/ports/bells.ts";
import type { StoredClock } from "../../src/usecases/ports/clock-store.ts";
import type { Stores } from "../../src/usecases/ports/unit-of-work.ts";
import { danishOnly } from "./calendars.ts";
import { silentLog } from "./silent-log.ts";
import { testDesk } from "./test-desk.ts";

const TEMPLATES = fileURLToPath(new URL("../../templates", import.meta.url));
const SECRET = "a secret of the tests, long enough to sign with";

// Open at every hour, so that a test need not know the day it runs on.
export const ROUND_THE_CLOCK = `
calendars:
  office: { zone: UTC, hours: { mon: [["00:00", "24:00"]], tue: [["00:00", "24:00"]], wed: [["00:00", "24:00"]], thu: [["00:00", "24:00"]], fri: [["00:00", "24:00"]], sat: [["00:00", "24:00"]], sun: [["00:00", "24:00"]] } }
`;

export interface RecordedAlert {
  ticketId: number | null;
  kind: string;
  recipient: string;
  outboxId: number | null;
  /** It waits for a digest. */
  waits: boolean;
}

export interface OpenedTicket {
  agent?: string | null;
  organisation?: string | null;
  agreement?: Record<string, unknown> | null;
}

/** A desk whose clocks run day and night, on a test database; its time is moved by the offset of `desk_now()`. */
export interface ClockDesk {
  database: Kysely<Schema>;
  context: ClockContext;
  deps: FireDeps;
  rung: string[];
  /** Opens a ticket of level A (four hours) that came in so many minutes ago; gives its first-response clock. */
  openTicket(minutesAgo?: number, change?: OpenedTicket): Promise<StoredClock>;
  moveTime(minutes: number): Promise<void>;
  clock(id: number): Promise<StoredClock>;
  change<T>(work: (stores: Stores) => Promise<T>): Promise<T>;
  /** Alerts in the order in which they were recorded. */
  alerts(): Promise<RecordedAlert[]>;
  close(): Promise<void>;
}

/** `more` is YAML added to the desk; where it has calendars of its own the clocks run by those. */
export async function openClockDesk(
  url: string,
  more = "",
  bells: Partial<Bells> = {},
  holidays: HolidaySource = danishOnly,
): Promise<ClockDesk> {
  const database = openDatabase({ url, log: silentLog, maxConnections: 8 });
  const unitOfWork = createUnitOfWork(database);
  const desk = testDesk((more.includes("calendars:") ? "" : ROUND_THE_CLOCK) + more);
  const context = await createClockContext({
    desk,
    hash: hashDesk(desk),
    stored: storedDesk(desk),
    holidays,
    clocks: unitOfWork.reading.clocks,
  });
  const renderer = await createRenderer(TEMPLATES, desk.desk);
  const mail = { renderer, composer: createComposer(), signer: createSigner([SECRET]), desk: desk.desk };
  const rung: string[] = [];
  const silentBells: Bells = {
    ring: (bell) => void rung.push(bell),
    arm: async (wakeUps: readonly WakeUp[]) => wakeUps,
    ...bells,
  };
  return {
    database,
    context,
    deps: { unitOfWork, context, mail, log: silentLog, bells: silentBells, publicUrl: "https://desk.example" },
    rung,
    openTicket: (minutesAgo = 0, change = {}) =>
      unitOfWork.transaction((stores) => openTicket(stores, context, minutesAgo, change)),
    moveTime: async (minutes) => {
      await sql`update desk_time set "offset" = "offset" + ${minutes} * interval '1 minute'`.execute(database);
    },
    clock: async (id) => (await unitOfWork.reading.clocks.find(id)) as StoredClock,
    change: (work) => unitOfWork.transaction(work),
    alerts: () =>
      database
        .selectFrom("alert")
        .select(["ticket_id as ticketId", "kind", "recipient", "outbox_id as outboxId", "waits_for_digest as waits"])
        .orderBy("id")
        .execute(),
    close: () => database.destroy(),
  };
}

let count = 0;

async function openTicket(
  stores: Stores,
  context: ClockContext,
  minutesAgo: number,
  { agent = null, organisation = null, agreement = null }: OpenedTicket,
): Promise<StoredClock> {
  count += 1;
  // Tickets may be opened at the same time.
  const number = count;
  const startedAt = Math.round((await stores.now()) - minutesAgo * 60_000) as StoredClock["startedAt"];
  const requester = { address: `requester${number}@north.example`, name: "Requester" };
  const ticket = await stores.tickets.open({
    ref: `SV-TEST${number}-${process.pid}`,
    subject: "Nothing works",
    state: "new",
    level: "A",
    requester,
    mailboxId: null,
    organisation,
    agreement,
    hosting: null,
    service: null,
    activity: null,
    coverage: "included",
    responsible: "vendor",
    team: null,
    agent,
    language: "da",
    relatedTicketId: null,
    openedAt: startedAt,
  });
  const ticketId = ticket?.id ?? 0;
  await startClocks(stores, context, { ticketId, level: "A", startedAt, agreed: { organisation, agreement } });
  const [clock] = await stores.clocks.listForTicket(ticketId);
  return clock as StoredClock;
}
