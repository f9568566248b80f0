import { expect, test } from "@jest/globals";
import type { AfterAccepting } from "../../../src/domain/desk/mailbox-settings.ts";
import { AdapterError } from "../../../src/usecases/ports/adapter-error.ts";
import { READING_DEFAULTS, readMailbox } from "../../../src/usecases/read-mailbox.ts";
import { type MemoryFolder, memoryFolder, memoryMailboxes, readerOf } from "../../support/memory-folder.ts";

/** Reads until `enough` holds, on a clock that only the waits of the reader move. */
async function readUntil(
  folder: MemoryFolder,
  enough: (store: ReturnType<typeof memoryMailboxes>) => boolean,
  after: AfterAccepting = { kind: "keep" },
) {
  const store = memoryMailboxes();
  const stop = new AbortController();
  const connects: number[] = [];
  const lines: string[] = [];
  let now = 0;
  const sleep = async (milliseconds: number, signal: AbortSignal) => {
    if (enough(store)) stop.abort();
    // The lease is renewed and progress watched elsewhere: only the reader's own waits move this clock.
    if (milliseconds === RENEWAL_MS || (milliseconds > WATCH_MS && milliseconds <= 180_000)) {
      await new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        else signal.addEventListener("abort", () => resolve(), { once: true });
      });
      return;
    }
    now += milliseconds;
  };
  const memory = readerOf(folder, sleep);
  const write = (_fields: unknown, text: string) => void lines.push(text);
  await readMailbox(
    {
      ...store,
      reader: {
        connect: (signal) => {
          connects.push(now);
          return memory.connect(signal);
        },
      },
      waiting: { sleep, elapsedMs: () => now },
      randomness: { bytes: (count) => new Uint8Array(count), fraction: () => 0 },
      onAccepted: () => undefined,
      log: { debug: write, info: write, warn: write, error: write },
    },
    {
      ...READING_DEFAULTS,
      leaseSeconds: 3_000,
      mailbox: "support",
      folder: "INBOX",
      after,
      owner: "test",
    },
    stop.signal,
  );
  return { store, connects, lines };
}

const RENEWAL_MS = 1_000_000;
const WATCH_MS = 100_000;

test("a refused login is tried at most six times in any hour, however long it is refused", async () => {
  const folder = memoryFolder();
  folder.refusal = new AdapterError("imap", "login-refused", "Correct user and password.", { retryable: false });
  const { connects, store } = await readUntilRefusals(folder, 20);
  for (const [index, at] of connects.entries()) {
    expect(connects[index + 6] ?? Number.POSITIVE_INFINITY).toBeGreaterThan(at + 3_600_000);
  }
  expect(store.state).toMatchObject({ lastError: "Correct user and password.", lastErrorCode: "login-refused" });
});

test("a server that cannot be reached is tried more and more seldom, and at least every minute", async () => {
  const folder = memoryFolder();
  folder.refusal = new AdapterError("imap", "unreachable", "Check the host.", { retryable: true });
  const { connects, lines } = await readUntil(folder, () => folder.connects >= 12);
  const waits = connects.slice(1).map((at, index) => at - (connects[index] ?? 0));
  expect(waits).toEqual(waits.toSorted((a, b) => a - b));
  expect(waits.at(-1)).toBeLessThanOrEqual(60_000);
  expect(lines.filter((line) => line === "mailbox could not be read")).toHaveLength(2);
  expect(lines).toContain("mailbox cannot be read");
});

test("a mail at which the connection breaks every time holds up no other for long", async () => {
  const folder = memoryFolder([1, 2, 3, 4, 5]);
  folder.poison.add(3);
  const { store, lines } = await readUntil(folder, ({ state }) => state.successes > 0);
  expect(store.emails).toEqual(["mail 1", "mail 2", "mail 4", "mail 5"]);
  expect(lines).toContain("mail that breaks connections is passed over");
  expect(store.state.lastError).toContain("does not hand out");
});

test("a mail that was passed over is accepted when the server hands it out a day later", async () => {
  const folder = memoryFolder([1, 2, 3]);
  folder.withheld.add(2);
  const { store } = await readUntil(folder, ({ emails, state }) => {
    if (state.successes > 1) folder.withheld.clear();
    return emails.length === 3;
  });
  expect(store.emails).toEqual(["mail 1", "mail 3", "mail 2"]);
});

test("a server that goes on telling of mails that are none is looked at more and more seldom", async () => {
  let looks = 0;
  const told: number[] = [];
  let now = 0;
  const stop = new AbortController();
  const folder = memoryFolder([1]);
  const sleep = async (milliseconds: number) => {
    // The lease and the watch over progress; only the reader's own waits move this clock.
    if (milliseconds > 60_000 && !stop.signal.aborted) {
      await new Promise<void>((resolve) => stop.signal.addEventListener("abort", () => resolve(), { once: true }));
      return;
    }
    now += milliseconds;
  };
  const news = async () => {
    looks += 1;
    told.push(now);
    if (looks > 30) stop.abort();
  };
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const deps = { ...memoryMailboxes(), reader: readerOf(folder, news), onAccepted: () => undefined, log };
  await readMailbox(
    {
      ...deps,
      waiting: { sleep, elapsedMs: () => now },
      randomness: { bytes: (count) => new Uint8Array(count), fraction: () => 0 },
    },
    {
      ...READING_DEFAULTS,
      leaseSeconds: 3_000,
      mailbox: "support",
      folder: "INBOX",
      after: { kind: "keep" },
      owner: "test",
    },
    stop.signal,
  );
  const pauses = told.slice(1).map((at, index) => at - (told[index] ?? 0));
  expect(pauses.slice(0, 3)).toEqual([0, 0, 0]);
  expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
  expect(pauses.at(-1)).toBe(60_000);
});

test("a server that breaks when mails are moved is read over one connection after a few", async () => {
  const folder = memoryFolder([1, 2]);
  folder.breaksAtTidying = true;
  const move = { kind: "move", folder: "Done" } as const;
  const { store, connects, lines } = await readUntil(folder, ({ state }) => state.successes >= 20, move);
  expect(connects).toHaveLength(4);
  expect(store.emails).toEqual(["mail 1", "mail 2"]);
  expect(lines).toContain("tidying up breaks connections, and rests for a day if it does again");
});

function readUntilRefusals(folder: MemoryFolder, count: number) {
  return readUntil(folder, () => folder.connects >= count);
}
