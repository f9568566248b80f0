import { expect, test } from "@jest/globals";
import { audit } from "../../../src/usecases/audit.ts";
import { batchMails } from "../../../src/usecases/batch-mails.ts";
import { holdLease } from "../../../src/usecases/hold-lease.ts";
import { reconnectDelay } from "../../../src/usecases/reconnect-delay.ts";
import { silentLog } from "../../support/silent-log.ts";

test("batches keep to both limits and to the order, and a mail too large for any is alone", () => {
  const listed = [4, 4, 4, 30, 1, 1, 1, 1].map((size, index) => ({ uid: index + 1, size }));
  const batches = batchMails(listed, { mails: 3, bytes: 10 }).map((batch) => batch.map(({ uid }) => uid));
  expect(batches).toEqual([[1, 2], [3], [4], [5, 6, 7], [8]]);
  expect(batchMails([], { mails: 3, bytes: 10 })).toEqual([]);
});

test("after a refused login a seventh try never falls into the hour of the first", () => {
  expect(6 * reconnectDelay({ refused: true, failures: 1 }, 0)).toBeGreaterThan(3_600_000);
});

test("waits grow to a minute, and mailboxes do not come back all at once", () => {
  const waits = Array.from({ length: 50 }, (_, index) =>
    reconnectDelay({ refused: false, failures: index + 1 }, 0.999),
  );
  expect(waits[0]).toBeLessThanOrEqual(1_000);
  expect(Math.max(...waits)).toBeLessThanOrEqual(60_000);
  expect(reconnectDelay({ refused: false, failures: 9 }, 0)).toBe(30_000);
});

test("a reader whose lease is not renewed is told so while it works", async () => {
  const calls: string[] = [];
  const mailboxes = {
    acquireLease: async () => ({ epoch: 4 }),
    renewLease: async () => false,
    releaseLease: async (_id: number, epoch: number) => void calls.push(`released ${epoch}`),
  };
  const waiting = { elapsedMs: () => 0, sleep: async () => undefined };
  const request = { mailboxId: 1, mailbox: "support", owner: "test", seconds: 3 };
  const held = await holdLease(
    { mailboxes, waiting, log: silentLog },
    request,
    new AbortController().signal,
    (_, lost) => new Promise<void>((resolve) => lost.addEventListener("abort", () => resolve())),
  );
  expect(held).toBe(true);
  expect(calls).toEqual(["released 4"]);
});

test("while another holds the lease nothing is run", async () => {
  const mailboxes = {
    acquireLease: async () => null,
    renewLease: async () => true,
    releaseLease: async () => undefined,
  };
  const waiting = { elapsedMs: () => 0, sleep: async () => undefined };
  const request = { mailboxId: 1, mailbox: "support", owner: "test", seconds: 3 };
  const work = () => Promise.reject(new Error("must not run"));
  const signal = new AbortController().signal;
  expect(await holdLease({ mailboxes, waiting, log: silentLog }, request, signal, work)).toBe(false);
});

test("a part of the audit that cannot look is itself unaccounted for, and the others are still looked at", async () => {
  const report = await audit([
    { name: "mailbox support", look: () => Promise.reject(new Error("The server cannot be reached.")) },
    {
      name: "inbound",
      look: async () => [{ name: "inbound emails: filed", count: 3, faults: ["inbound email 7 ..."] }],
    },
  ]);
  expect(report).toEqual({
    ok: false,
    unaccounted: 2,
    atFault: "books",
    checks: [
      { name: "mailbox support", count: 0, faults: ["could not be looked at: The server cannot be reached."] },
      { name: "inbound emails: filed", count: 3, faults: ["inbound email 7 ..."] },
    ],
  });
});
