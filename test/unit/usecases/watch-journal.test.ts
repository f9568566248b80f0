import { expect, test } from "@jest/globals";
import { instant } from "../../../src/domain/time/instant.ts";
import { AdapterError } from "../../../src/usecases/ports/adapter-error.ts";
import { JOURNAL_LOOK_SECONDS, watchJournal } from "../../../src/usecases/watch-journal.ts";
import { memoryMailboxes } from "../../support/memory-folder.ts";

const ID = "<one@desk.example>";

function watched() {
  const store = memoryMailboxes();
  const asked: (readonly string[])[] = [];
  const state = { now: 0, refusal: null as AdapterError | null };
  const source = {
    name: "journal",
    find: async (ids: readonly string[]) => {
      asked.push(ids);
      if (state.refusal) throw state.refusal;
      return new Map(ids.map((id) => [id, instant(0)]));
    },
  };
  const watch = { mailboxes: store.mailboxes, mailboxId: 1, waiting: { elapsedMs: () => state.now } };
  return { journal: watchJournal(source, watch), store, asked, state };
}

test("a journal is looked at once, and again only after a while in which no mail asked for it", async () => {
  const { journal, store, asked, state } = watched();
  await journal.look();
  await journal.look();
  expect(asked).toEqual([[]]);
  state.now = 200_000;
  expect((await journal.find([ID])).has(ID)).toBe(true);
  state.now = 400_000;
  await journal.look();
  expect(asked).toEqual([[], [ID]]);
  state.now = 200_000 + JOURNAL_LOOK_SECONDS * 1000;
  await journal.look();
  expect(asked).toHaveLength(3);
  expect(store.state.successes).toBe(3);
});

test("why it cannot be read is recorded and thrown on, and it is not asked more often for that", async () => {
  const { journal, store, asked, state } = watched();
  state.refusal = new AdapterError("imap", "login-refused", "Correct user and password.", { retryable: false });
  await expect(journal.look()).rejects.toThrow("Correct user and password.");
  expect(store.state).toMatchObject({ lastError: "Correct user and password.", lastErrorCode: "login-refused" });
  await journal.look();
  expect(asked).toHaveLength(1);
});
