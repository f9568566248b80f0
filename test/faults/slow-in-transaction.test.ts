import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { createTokenStore } from "../../src/adapters/postgres/token-store.ts";
import { answerOnce } from "../../src/usecases/answer-once.ts";
import { doOnce } from "../../src/usecases/console/do-once.ts";
import { fileMailboxes } from "../../src/usecases/filing/file-mailboxes.ts";
import { acceptLate } from "../support/late-mail.ts";
import { openTestDesk, type TestDesk } from "../support/open-test-desk.ts";
import { SUPPORT_MAILBOX, testDesk } from "../support/test-desk.ts";

// Longer than the server lets a transaction be idle.
const SLOW_MS = 23_000;
const LIMIT_MS = 90_000;

let desk: TestDesk;

beforeEach(async () => {
  desk = await openTestDesk(testDesk(SUPPORT_MAILBOX));
});
afterEach(() => desk.close());

/** Name servers that give no answer make a full batch take minutes to be read. */
async function fileSlowly() {
  const { filing } = desk.open;
  for (const id of ["a", "b"]) await acceptLate(desk, { id });
  const parser: typeof filing.parser = {
    ...filing.parser,
    parse: async (...asked) => {
      await delay(SLOW_MS);
      return await filing.parser.parse(...asked);
    },
  };
  await fileMailboxes({ ...filing, parser });
  const { rows } = await sql`select attempts, state from inbound_email`.execute(desk.open.database);
  return rows;
}

/** Asked once with a token that is none any more, and once again, each with the patience there is. */
async function renewSlowly() {
  const store = createTokenStore(desk.open.database);
  const [mailboxId = 0] = desk.open.mailboxIds.values();
  const keep = { settingsId: "s", refreshToken: "the only one" } as never;
  await store.withLock(mailboxId, async () => {
    await delay(SLOW_MS);
    return { keep, result: null };
  });
  return await store.withLock(mailboxId, async (state) => ({ keep, result: state }));
}

/** What a request or a form asks for may wait for the reader of mail, which is busy with a batch. */
async function answerSlowly() {
  const answer = { status: 201, headers: {}, body: "taken" };
  const once = await answerOnce(desk.open.unitOfWork, null, async (stores) => {
    await delay(SLOW_MS);
    await stores.now();
    return answer;
  });
  return once.kind === "answered" ? once.answer.body : once.kind;
}

async function doSlowly() {
  const form = { token: "a token of a form", actor: "agent:one" };
  const done = await doOnce(desk.open.unitOfWork, form, async () => {
    await delay(SLOW_MS);
    return { notice: "done" } as never;
  });
  return done.kind;
}

test(
  "a transaction that waits for what is slow elsewhere is not ended by the server",
  async () => {
    const all = [fileSlowly(), renewSlowly(), answerSlowly(), doSlowly()] as const;
    const [filed, renewed, answered, done] = await Promise.allSettled(all);
    const filing = { attempts: 1, state: "filed" };
    expect(filed).toEqual({ status: "fulfilled", value: [filing, filing] });
    expect(renewed).toMatchObject({ status: "fulfilled", value: { refreshToken: "the only one" } });
    expect(answered).toMatchObject({ status: "fulfilled", value: "taken" });
    expect(done).toMatchObject({ status: "fulfilled", value: "done" });
  },
  LIMIT_MS,
);
