import { UNTRACED } from "../ports/tracer.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { type FireDeps, fireClock } from "./fire-clock.ts";
import { fireLocked } from "./fire-locked.ts";

export interface FiredClocks {
  /** How many firings there were; a clock may have fired more than once. */
  readonly count: number;
  /** Of each clock that fired, the highest version that did. */
  readonly versions: ReadonlyMap<number, number>;
  readonly failed: ReadonlySet<number>;
}

interface Progress {
  count: number;
  readonly versions: Map<number, number>;
  readonly failed: Set<number>;
}

interface DueClock {
  readonly id: number;
  readonly version: number;
  readonly ticketId: number;
}

const LISTED = 200;
const BATCH = 50;
const BATCHES_AT_ONCE = 2;

/**
 * Fires every clock that is due by the database's own time, and those that fall due meanwhile. Many share a transaction, since
 * two thousand commits are what makes a storm late; each is still fired behind the condition of `lockDue`, with all its
 * consequences. One that is locked elsewhere, or whose batch failed, is fired by itself, and one that cannot be fired is
 * logged and left out, so that it holds up no other. Any number may run at once.
 */
export async function fireDueClocks(deps: FireDeps): Promise<FiredClocks> {
  const progress: Progress = { count: 0, versions: new Map(), failed: new Set() };
  for (;;) {
    const due = await deps.unitOfWork.reading.clocks.listDue(LISTED, [...progress.failed]);
    const before = progress.count;
    const batches = Array.from({ length: Math.ceil(due.length / BATCH) }, (_, index) =>
      due.slice(index * BATCH, (index + 1) * BATCH),
    );
    for (let from = 0; from < batches.length; from += BATCHES_AT_ONCE) {
      const some = batches.slice(from, from + BATCHES_AT_ONCE);
      await Promise.all(some.map((batch) => fireBatch(deps, batch, progress)));
    }
    // Whoever waits for the next sweep may wait for 15 s more; but what others fire is left to them.
    if (due.length < LISTED && progress.count === before) return progress;
  }
}

async function fireBatch(deps: FireDeps, batch: readonly DueClock[], progress: Progress): Promise<void> {
  await (deps.tracer ?? UNTRACED).span("fire clocks", { facts: { "svartid.due": batch.length } }, async (note) => {
    const before = progress.count;
    await fireEach(deps, batch, progress);
    note({ "svartid.fired": progress.count - before });
  });
}

async function fireEach(deps: FireDeps, batch: readonly DueClock[], progress: Progress): Promise<void> {
  const together = batch.length > 1 ? await fireTogether(deps, batch) : [];
  for (const clock of batch) {
    const outcome = together.includes(clock.id) ? "fired" : await fireAlone(deps, clock);
    if (outcome === "failed") progress.failed.add(clock.id);
    if (outcome !== "fired") continue;
    progress.count += 1;
    progress.versions.set(clock.id, clock.version);
  }
}

/** The ids of those that were fired in one transaction; none when it failed. Nothing in it waits for a lock. */
async function fireTogether(deps: FireDeps, batch: readonly DueClock[]): Promise<readonly number[]> {
  try {
    const { ids, mails } = await deps.unitOfWork.transaction((stores) => fireFree(countingOn(stores), deps, batch));
    if (mails > 0) deps.bells.ring("send");
    return ids;
  } catch (error) {
    deps.log.warn({ clocks: batch.length, err: error }, "clocks that are due could not be fired together");
    return [];
  }
}

async function fireFree(
  stores: Stores,
  deps: FireDeps,
  batch: readonly DueClock[],
): Promise<{ ids: readonly number[]; mails: number }> {
  // The tickets first, then their clocks: the order of every transaction that changes both.
  const tickets = await stores.tickets.lockFree([...new Set(batch.map(({ ticketId }) => ticketId))]);
  const free = new Map(tickets.map((ticket) => [ticket.id, ticket]));
  const clocks = await stores.clocks.lockFreeDue(batch.filter(({ ticketId }) => free.has(ticketId)));
  const locked = clocks.flatMap((clock) => {
    const ticket = free.get(clock.ticketId);
    return ticket === undefined ? [] : [{ clock, ticket }];
  });
  const { mails } = await fireLocked(stores, deps, locked);
  return { ids: locked.map(({ clock }) => clock.id), mails };
}

/** The stores of one batch: how many alerts somebody had of late is asked once, and then counted on. */
function countingOn(stores: Stores): Stores {
  const recent = new Map<string, number>();
  return {
    ...stores,
    alerts: {
      ...stores.alerts,
      countRecent: async (recipient, atMost) => {
        const count = recent.get(recipient) ?? (await stores.alerts.countRecent(recipient, atMost));
        recent.set(recipient, count);
        return count;
      },
    },
    clocks: {
      ...stores.clocks,
      recordAlert: async (alert) => {
        const count = recent.get(alert.recipient);
        if (count !== undefined) recent.set(alert.recipient, count + 1);
        await stores.clocks.recordAlert(alert);
      },
    },
  };
}

async function fireAlone(deps: FireDeps, { id, version }: DueClock): Promise<"fired" | "left" | "failed"> {
  try {
    return (await fireClock(deps, { clockId: id, version })).kind === "fired" ? "fired" : "left";
  } catch (error) {
    deps.log.error({ clockId: id, err: error }, "a clock that is due could not be fired");
    return "failed";
  }
}
