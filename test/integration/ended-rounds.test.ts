import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { startWork } from "../../src/start-work.ts";
import { type FilingDeps, fileMailboxes } from "../../src/usecases/filing/file-mailboxes.ts";
import { sendOutbox } from "../../src/usecases/send-outbox.ts";
import { acceptAll } from "../support/accept-all.ts";
import { createTestDatabase } from "../support/database.ts";
import { openTestDesk, type TestDesk } from "../support/open-test-desk.ts";
import { madeMails } from "../support/ordinary-mails.ts";
import { openOutboxDesk } from "../support/outbox-desk.ts";
import { startSmtpSink } from "../support/smtp-sink.ts";
import { SUPPORT_MAILBOX, testDesk } from "../support/test-desk.ts";

const MAILS = 130;

let desk: TestDesk;

beforeEach(async () => {
  desk = await openTestDesk(testDesk(SUPPORT_MAILBOX));
  await acceptAll(desk, madeMails(MAILS));
});

afterEach(() => desk.close());

async function rows(): Promise<{ state: string; attempts: number }[]> {
  return await desk.open.database
    .selectFrom("inbound_email")
    .select(["state", "attempts", "last_error"])
    .orderBy("id")
    .execute();
}

/** The desk's filing; from its `nth` reading on, a mail is read only to find that the reader was taken away. */
function readingUntil(nth: number, then: () => void): FilingDeps {
  const { parser } = desk.open.filing;
  let readings = 0;
  const parse: typeof parser.parse = async (bytes, options) => {
    readings += 1;
    if (readings === nth) then();
    return readings < nth
      ? await parser.parse(bytes, options)
      : { ok: false, why: "ended", headerOnly: { from: null, subject: null, messageId: null } };
  };
  return { ...desk.open.filing, parser: { ...parser, parse } };
}

test.each([30, 110])(
  "filing that is ended at its reading number %d files no further mail, and counts no attempt on those that wait",
  async (nth) => {
    const closing = new AbortController();
    const filed = await fileMailboxes(
      readingUntil(nth, () => closing.abort()),
      closing.signal,
    );
    const all = await rows();
    expect(filed).toBeLessThan(MAILS);
    expect(all.slice(0, filed)).toEqual(Array(filed).fill({ state: "filed", attempts: 1, last_error: null }));
    expect(all.slice(filed)).toEqual(Array(MAILS - filed).fill({ state: "accepted", attempts: 0, last_error: null }));
    expect(await fileMailboxes(desk.open.filing)).toBe(MAILS - filed);
    expect(await rows()).toEqual(Array(MAILS).fill({ state: "filed", attempts: 1, last_error: null }));
  },
);

test("filing that is ended between two mails of a batch keeps the first and leaves the second", async () => {
  const closing = new AbortController();
  const { unitOfWork, log } = desk.open.filing;
  let filings = 0;
  const transaction: typeof unitOfWork.transaction = (work) =>
    unitOfWork.transaction((stores) => {
      const recordFiling: typeof stores.inbound.recordFiling = async (filing) => {
        filings += 1;
        if (filings === 3) closing.abort();
        await stores.inbound.recordFiling(filing);
      };
      return work({ ...stores, inbound: { ...stores.inbound, recordFiling } });
    });
  const deps = { ...desk.open.filing, unitOfWork: { ...unitOfWork, transaction }, log };
  expect(await fileMailboxes(deps, closing.signal)).toBe(3);
  const all = await rows();
  expect(all.map(({ state }) => state)).toEqual([...Array(3).fill("filed"), ...Array(MAILS - 3).fill("accepted")]);
  expect(all.slice(3).every(({ attempts }) => attempts === 0)).toBe(true);
});

test("a worker that is stopped ends the round under way", async () => {
  let stopping: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => {
    stopping = resolve;
  });
  let stopped: () => void = () => undefined;
  const isStopped = new Promise<void>((resolve) => {
    stopped = resolve;
  });
  const { parser } = desk.open.filing;
  // Reads nothing before the stop was asked for, and after it only what nobody waits for.
  const parse: typeof parser.parse = async (bytes, options) => {
    stopping();
    await isStopped;
    return await parser.parse(bytes, options);
  };
  const filing = { ...desk.open.filing, parser: { ...parser, parse } };
  const work = await startWork({ ...desk.open, filing }, { works: true });
  await begun;
  const ended = work.stop();
  stopped();
  await ended;
  expect(new Set((await rows()).map(({ state, attempts }) => `${state} ${attempts}`))).toEqual(new Set(["accepted 0"]));
});

test("sending that is ended sends the mail in hand and claims no other", async () => {
  const database = await createTestDatabase();
  const sink = await startSmtpSink();
  const sending = openOutboxDesk(database.url, sink.port);
  try {
    const [first, second] = [await sending.queue(), await sending.queue()];
    const closing = new AbortController();
    const onReplySent: typeof sending.services.onReplySent = async (...told) => {
      closing.abort();
      await sending.services.onReplySent(...told);
    };
    expect(await sendOutbox({ ...sending.services, onReplySent }, 10, closing.signal)).toBe(1);
    expect(await sending.row(first)).toMatchObject({ state: "sent", attempts: 1 });
    expect(await sending.row(second)).toMatchObject({ state: "queued", attempts: 0 });
  } finally {
    await sending.close();
    await sink.stop();
    await database.drop();
  }
});
