import { type Instant, instant } from "../../src/domain/time/instant.ts";
import type { NewOutboxMail } from "../../src/usecases/ports/outbox-store.ts";
import type { Stores } from "../../src/usecases/ports/unit-of-work.ts";

/** The part of a transaction that queueing a mail touches, in memory: `now`, ids from 1, and the rows inserted. */
export function memoryOutbox(now: Instant = instant(Date.UTC(2026, 10, 24, 12))): {
  stores: Stores;
  rows: NewOutboxMail[];
} {
  const rows: NewOutboxMail[] = [];
  let lastId = 0;
  const outbox = {
    nextId: async () => ++lastId,
    insert: async (mail: NewOutboxMail) => {
      rows.push(mail);
    },
  };
  const suppressions = { findAmong: async () => [] };
  return { stores: { now: async () => now, outbox, suppressions } as unknown as Stores, rows };
}
