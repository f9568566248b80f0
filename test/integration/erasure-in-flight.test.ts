import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { SYSTEM } from "../../src/domain/audit/audit-event.ts";
import { startHttp } from "../../src/start-http.ts";
import type { UnitOfWork } from "../../src/usecases/ports/unit-of-work.ts";
import { makeKey } from "../../src/wire-readers.ts";
import { findCanary } from "../support/canary-person.ts";
import { type ConsoleDesk, openConsoleDesk } from "../support/console-desk.ts";
import { openTestSession } from "../support/console-pass.ts";
import { eraseBy } from "../support/erase-by.ts";
import { until } from "../support/until.ts";

// Somebody has a page or a request open while the person is erased: nothing that they send then brings words back.

const METTE = { address: "mette@north.example" };

let desk: ConsoleDesk;
let key: string;
let ref: string;
beforeAll(async () => {
  desk = await openConsoleDesk();
});
beforeEach(async () => {
  await desk.world.afresh();
  const made = await makeKey(open(), SYSTEM, { name: "tool", scopes: ["read", "write"], agent: "two" });
  key = made.ok ? made.key : "";
  ref = (await desk.world.ticket()).ref;
});
afterAll(() => desk.close());

const open = () => desk.world.desk.open;
const find = (word: string) => findCanary(open().url, [word]);
const trace = async () =>
  JSON.stringify([
    await open().database.selectFrom("ticket").selectAll().execute(),
    await open().database.selectFrom("message").selectAll().execute(),
    await open().database.selectFrom("ticket_event").selectAll().execute(),
    await open().database.selectFrom("time_entry").selectAll().execute(),
  ]);

async function eraseMette(): Promise<void> {
  await desk.world.say("#close");
  await sql`update outbox set state = 'sent', sent_at = desk_now() where state = 'queued'`.execute(open().database);
  expect(await eraseBy(open(), METTE)).toMatchObject({ kind: "erased", waiting: 0 });
}

async function call(url: string, method: string, path: string, body?: object, headers: Record<string, string> = {}) {
  const json = body === undefined ? {} : { "content-type": "application/json" };
  const answer = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, ...json, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, etag: answer.headers.get("etag") ?? "", text: await answer.text() };
}

test("a change by a program that saw the ticket before is refused by its ETag", async () => {
  await desk.world.say("#close");
  await sql`update outbox set state = 'sent', sent_at = desk_now() where state = 'queued'`.execute(open().database);
  const { etag } = await call(desk.url, "GET", `/tickets/${ref}`);
  await eraseBy(open(), METTE);
  const before = await trace();
  const changed = await call(desk.url, "PATCH", `/tickets/${ref}`, { level: "B" }, { "if-match": etag });
  expect([changed.status, await trace()]).toEqual([412, before]);
});

test.each([
  ["a note", "messages", { text: "Pindsvin ringede.", note: true }],
  ["an answer", "messages", { text: "Hej Pindsvin." }],
  ["recorded time", "time", { minutes: 30, cause: "vendor", text: "Talte med Pindsvin" }],
])("%s by a program finds no ticket to write it on", async (_, path, body) => {
  await eraseMette();
  const before = await trace();
  const answer = await call(desk.url, "POST", `/tickets/${ref}/${path}`, body);
  expect([answer.status, await trace()]).toEqual([422, before]);
  expect(answer.text).toContain("has been erased");
  expect(await find("pindsvin")).toEqual([]);
});

test.each(["#level B Pindsvin siger det haster", "#accept Pindsvin betaler", "#note\nPindsvin ringede."])(
  "an agent who mails %j is told that the ticket takes no words",
  async (text) => {
    await eraseMette();
    const told = await desk.world.say(text);
    expect(told.map((mail) => [mail.recipients, mail.text])).toEqual([
      [["one@desk.example"], expect.stringMatching(/sagen har ingen ord mere\.\s+Intet\s+blev\s+noteret/)],
    ]);
    expect(await trace()).not.toContain("Pindsvin");
  },
);

test("minutes without words are still recorded, for the statement", async () => {
  await eraseMette();
  const answer = await call(desk.url, "POST", `/tickets/${ref}/time`, { minutes: 30, cause: "vendor" });
  expect([answer.status, answer.text]).toEqual([201, expect.stringContaining("30 min")]);
});

test.each([
  ["level", { choice: "B" }],
  ["note", { text: "Pindsvin ringede." }],
  ["reply", { text: "Hej Pindsvin." }],
])("a form of the console for %s that was open meanwhile is refused", async (deed, fields) => {
  await desk.world.say("#close");
  await sql`update outbox set state = 'sent', sent_at = desk_now() where state = 'queued'`.execute(open().database);
  const path = `/tickets/${ref}/do/${deed}?lang=en`;
  const cookie = await openTestSession(open(), "two");
  const page = await fetch(`${desk.url}${path}`, { headers: { cookie, accept: "text/html" } });
  const hidden = [...(await page.text()).matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)];
  expect([page.status, hidden.length > 0]).toEqual([200, true]);
  await eraseBy(open(), METTE);
  const before = await trace();
  const form = Object.fromEntries(hidden.map(([, name = "", value = ""]) => [name, value.replaceAll("&#34;", '"')]));
  const answer = await fetch(`${desk.url}${path}`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ ...form, ...fields }).toString(),
  });
  expect([answer.status, await trace()]).toEqual([422, before]);
  expect(await find("pindsvin")).toEqual([]);
});

test("a request for the person that is taken in meanwhile is waited for, and goes as well", async () => {
  await eraseMette();
  const { unitOfWork } = open();
  let erasing: Promise<unknown> | null = null;
  const isWaitedFor = async () =>
    (await sql`select 1 from pg_locks where not granted`.execute(open().database)).rows.length > 0;
  const meanwhile: UnitOfWork = {
    reading: unitOfWork.reading,
    transaction: (work) =>
      unitOfWork.transaction(async (stores) => {
        const done = await work(stores);
        if (erasing !== null || (await stores.tickets.list({ limit: 1 }))[0]?.subject !== "Pindsvin") return done;
        await stores.tickets.change((await stores.tickets.list({ limit: 1 }))[0]?.id ?? 0, { state: "closed" });
        erasing = eraseBy(open(), METTE);
        // Either it waits for this commit, or it is over before.
        await Promise.race([erasing, until(isWaitedFor)]);
        return done;
      }),
  };
  const http = await startHttp({ ...open(), unitOfWork: meanwhile });
  try {
    const asked = { requester: METTE, subject: "Pindsvin", text: "Pindsvin i haven.", channel: "phone" };
    expect(await call(http.url, "POST", "/tickets", asked)).toMatchObject({ status: 201 });
    await erasing;
  } finally {
    await http.stop();
  }
  expect(await find("pindsvin")).toEqual([]);
});
