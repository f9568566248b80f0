import { expect, test } from "@jest/globals";
import { createBreakingMails } from "../../../src/usecases/breaking-mails.ts";
import { beginReading, type Reading, syncFolder } from "../../../src/usecases/sync-folder.ts";
import { connectionTo, type MemoryFolder, memoryFolder, memoryMailboxes } from "../../support/memory-folder.ts";
import { silentLog } from "../../support/silent-log.ts";

const NEVER = new AbortController().signal;

function reading(changes: Partial<Reading> = {}): Reading {
  const batch = { mails: 3, bytes: 1_000 };
  return {
    mailboxId: 1,
    mailbox: "support",
    folder: "INBOX",
    epoch: 1,
    batch,
    breaking: createBreakingMails(),
    ...changes,
  };
}

async function syncOnce(folder: MemoryFolder, store = memoryMailboxes(), changes: Partial<Reading> = {}) {
  const told: number[] = [];
  const deps = { mailboxes: store.mailboxes, onAccepted: (count: number) => told.push(count), log: silentLog };
  const connection = connectionTo(folder);
  const lastUid = await beginReading(deps, reading(changes), connection);
  const result = await syncFolder(deps, reading(changes), connection, lastUid, () => undefined, NEVER);
  return { result, told, store };
}

test("what is above the cursor is accepted in batches, in order, and the filer is told of each", async () => {
  const { result, told, store } = await syncOnce(memoryFolder([1, 2, 3, 4, 5, 6, 7]));
  expect(result).toEqual({ kind: "synced", lastUid: 7, accepted: 7, unreadable: 0 });
  expect(store.emails).toEqual([1, 2, 3, 4, 5, 6, 7].map((uid) => `mail ${uid}`));
  expect(told).toEqual([3, 3, 1]);
  // Each is a success of its own: a backlog that takes long is no silence.
  expect(store.state.successes).toBe(3);
  expect(store.state.cursor).toEqual({ uidvalidity: 7, lastUid: 7 });
});

test("a second look reads nothing twice", async () => {
  const folder = memoryFolder([1, 2]);
  const { store } = await syncOnce(folder);
  const { result } = await syncOnce(folder, store);
  expect(result).toEqual({ kind: "synced", lastUid: 2, accepted: 0, unreadable: 0 });
});

test("mails that somebody deletes before they are fetched stop nothing", async () => {
  const folder = memoryFolder([1, 2, 3, 4]);
  folder.vanishing.add(2);
  const { result, store } = await syncOnce(folder);
  expect(result).toEqual({ kind: "synced", lastUid: 4, accepted: 3, unreadable: 0 });
  expect(store.emails).toEqual(["mail 1", "mail 3", "mail 4"]);
});

test("a mail that the server lists and does not hand out is counted, and those after it are accepted", async () => {
  const folder = memoryFolder([1, 2, 3, 4]);
  folder.withheld.add(2);
  const { result, store } = await syncOnce(folder);
  expect(result).toEqual({ kind: "synced", lastUid: 4, accepted: 3, unreadable: 1 });
  expect(store.emails).toEqual(["mail 1", "mail 3", "mail 4"]);
});

test("a reader with an old epoch writes nothing and ends", async () => {
  const store = memoryMailboxes();
  const { result } = await syncOnce(memoryFolder([1, 2]), store, { epoch: 0 });
  expect(result).toEqual({ kind: "fenced" });
  expect(store.emails).toEqual([]);
});

test("another UIDVALIDITY is read from the first mail, and adds no mail that is known", async () => {
  const { store } = await syncOnce(memoryFolder([1, 2, 3]));
  const renumbered = { ...memoryFolder([1, 2]), uidvalidity: 8 };
  const { result } = await syncOnce(renumbered, store);
  expect(result).toMatchObject({ accepted: 2, lastUid: 2 });
  expect(store.emails).toHaveLength(3);
});

test("UIDs that went backwards under the same UIDVALIDITY are read again from the first", async () => {
  const { store } = await syncOnce(memoryFolder([1, 2, 3]));
  const restored = memoryFolder([1, 2]);
  restored.mails.set(2, "another mail under a UID that was used before");
  await syncOnce(restored, store);
  expect(store.emails).toContain("another mail under a UID that was used before");
});

test.each([
  ["another UIDVALIDITY", { uidvalidity: 8 }],
  ["UIDs that went backwards", { uidNext: 3 }],
])("a mail that is passed over is no longer so after %s, which gave its UID to another", async (_, change) => {
  const breaking = createBreakingMails();
  const { store } = await syncOnce(memoryFolder([1, 2, 3, 4, 5]), memoryMailboxes(), { breaking });
  for (let count = 1; count <= 3; count++) {
    breaking.fetching([2]);
    breaking.broke();
  }
  expect(breaking.isPassedOver(2)).toBe(true);
  const same = await syncOnce(memoryFolder([1, 2, 3, 4, 5]), store, { breaking });
  expect(same.result).toMatchObject({ kind: "synced" });
  expect(breaking.isPassedOver(2)).toBe(true);
  const renumbered = { ...memoryFolder([1, 2]), ...change };
  renumbered.mails.set(2, "another mail");
  expect((await syncOnce(renumbered, store, { breaking })).result).toMatchObject({ lastUid: 2, unreadable: 0 });
  expect(store.emails).toContain("another mail");
});

test("what came before the connection broke stays accepted", async () => {
  const folder = memoryFolder([1, 2, 3]);
  folder.poison.add(3);
  const store = memoryMailboxes();
  await expect(syncOnce(folder, store)).rejects.toMatchObject({ code: "connection-lost" });
  expect(store.emails).toEqual(["mail 1", "mail 2"]);
  expect(store.state.cursor).toEqual({ uidvalidity: 7, lastUid: 2 });
});
