import { beforeEach, describe, expect, test } from "@jest/globals";
import { auditClocks } from "../../../../src/usecases/clock/audit-clocks.ts";
import type { ClockContext } from "../../../../src/usecases/clock/clock-context.ts";
import { recordAnswer } from "../../../../src/usecases/clock/record-answer.ts";
import { startClocks } from "../../../../src/usecases/clock/start-clock.ts";
import type { ClockStore } from "../../../../src/usecases/ports/clock-store.ts";
import { at, createMemoryClocks, type MemoryClocks, memoryContext } from "../../../support/memory-clocks.ts";

const STARTED = at("2026-03-10T07:00:00.000Z");
const ANSWERED = at("2026-03-10T08:00:00.000Z");

let memory: MemoryClocks;
let context: ClockContext;

beforeEach(async () => {
  memory = createMemoryClocks();
  context = await memoryContext();
  memory.setNow("2026-03-10T07:00:00.000Z");
});

async function startMany(count: number): Promise<void> {
  for (let ticketId = 1; ticketId <= count; ticketId += 1) {
    await startClocks(memory.stores, context, { ticketId, level: "A", startedAt: STARTED });
  }
}

/** The stores with some of their looks replaced. */
function withLooks(looks: Partial<ClockStore>): MemoryClocks["stores"] {
  return { ...memory.stores, clocks: { ...memory.stores.clocks, ...looks } };
}

describe("the audit of the clocks", () => {
  test("looks at the records of a whole page at once, and at no clock by itself", async () => {
    await startMany(2_500);
    let pages = 0;
    const stores = withLooks({
      listEventsOf: (ids) => {
        pages += 1;
        return memory.stores.clocks.listEventsOf(ids);
      },
      listEvents: () => Promise.reject(new Error("one clock was looked at by itself")),
      listEscalations: () => Promise.reject(new Error("one clock was looked at by itself")),
    });
    expect(await auditClocks(stores, context)).toEqual({ clocks: 2_500, differences: [] });
    expect(pages).toBe(3);
  });

  test("tells each field that is not what the events say", async () => {
    await startMany(2);
    const [clock] = memory.all();
    if (clock) clock.targetMinutes = 1;
    const { differences } = await auditClocks(memory.stores, context);
    expect(differences).toEqual([{ clockId: 1, ticketId: 1, field: "targetMinutes", stored: 1, folded: 240 }]);
  });

  test("takes a clock that changed while it was read for no difference", async () => {
    await startMany(1);
    const stores = withLooks({
      // The row was read; before its events are, an answer is recorded.
      listEventsOf: async (ids) => {
        await recordAnswer(memory.stores, context, 1, { answer: "outbox:1", at: ANSWERED });
        return memory.stores.clocks.listEventsOf(ids);
      },
    });
    expect(await auditClocks(stores, context)).toEqual({ clocks: 1, differences: [] });
  });

  test("looks once more at a clock that changes between the looks at its row", async () => {
    await startMany(1);
    const [clock] = memory.all();
    if (clock) clock.targetMinutes = 1;
    let answers = 0;
    const stores = withLooks({
      listEscalations: async (id) => {
        if (answers++ === 0) await recordAnswer(memory.stores, context, 1, { answer: "outbox:1", at: ANSWERED });
        return memory.stores.clocks.listEscalations(id);
      },
    });
    // The change wrote the right row over the wrong one.
    expect(await auditClocks(stores, context)).toEqual({ clocks: 1, differences: [] });
    expect(answers).toBe(2);
  });
});
