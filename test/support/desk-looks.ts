import type { Kysely } from "kysely";
import { createAlertList } from "../../src/adapters/postgres/alert-list.ts";
import { createMeasureStore } from "../../src/adapters/postgres/measure-store.ts";
import type { Schema } from "../../src/adapters/postgres/schema.ts";
import { createUnitOfWork } from "../../src/adapters/postgres/unit-of-work.ts";
import { createElapsedMs } from "../../src/usecases/clock/elapsed-of-clock.ts";
import { sweepClocks } from "../../src/usecases/clock/sweep-clocks.ts";
import { getTicket } from "../../src/usecases/get-ticket.ts";
import { listTickets } from "../../src/usecases/list-tickets.ts";
import { readOverview } from "../../src/usecases/overview.ts";
import type { TicketFilter } from "../../src/usecases/ports/ticket-store.ts";
import type { ClockDesk } from "./clock-desk.ts";

export interface DeskLook {
  name: string;
  look(): Promise<unknown>;
}

const LISTS: [string, Omit<TicketFilter, "limit">][] = [
  ["list", {}],
  ["list, page 100", { beforeId: 5_000 }],
  ["list, open", { state: "open" }],
  ["list, closed", { state: "closed" }],
  ["list, level A", { level: "A" }],
  ["list, one organisation", { organisation: "org7" }],
  ["list, one agent", { agent: "agent3" }],
  ["search, in every ticket", { q: "south.example" }],
  ["search, in every fifth", { q: "pumpe" }],
  ["search, page 100", { q: "pumpe", beforeId: 5_000 }],
  ["search, two frequent words", { q: "kælderen pumpe" }],
  ["search, in a hundred", { q: "XYLOFON" }],
  // Our refs all have the same length; of these the address tells 4711 from 47110.
  ["search, a ref", { q: "old-4711 old1178@south.example" }],
  ["search, an address", { q: "old1234@south.example" }],
  ["search, nowhere", { q: "intetsteds" }],
  ["search, open ones", { q: "pumpe", state: "open" }],
];

/** What people and the desk itself look at all day, on tickets made by `addOldTickets`. */
export function deskLooks(desk: ClockDesk, db: Kysely<Schema>): DeskLook[] {
  const unitOfWork = createUnitOfWork(db);
  const stores = unitOfWork.reading;
  const reader = { stores, desk: desk.context.desk, elapsedMs: createElapsedMs(desk.context, stores.clocks) };
  const measures = createMeasureStore(db);
  const overview = { ...reader, measures, readiness: [], alerts: createAlertList(db) };
  return [
    ...LISTS.map(([name, filter]) => ({ name, look: () => listTickets(reader, { ...filter, limit: 50 }) })),
    { name: "one ticket", look: () => getTicket(reader, "OLD-4712") },
    { name: "inbound emails", look: () => stores.inbound.list({ limit: 50 }) },
    { name: "quarantined emails", look: () => stores.inbound.list({ state: "quarantined", limit: 50 }) },
    { name: "mails that went out", look: () => stores.outbox.list({ limit: 50 }) },
    { name: "cancelled mails", look: () => stores.outbox.list({ state: "cancelled", limit: 50 }) },
    { name: "deliveries to webhooks", look: () => stores.webhooks.list({ limit: 50 }) },
    { name: "dead deliveries to webhooks", look: () => stores.webhooks.list({ state: "dead", limit: 50 }) },
    { name: "console overview", look: async () => readOverview(overview, await stores.now()) },
    { name: "metrics", look: () => measures.read() },
    { name: "sweep, none due", look: () => sweepClocks({ ...desk.deps, unitOfWork }) },
  ];
}
