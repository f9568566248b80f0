import { EventEmitter, once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { openDatabase } from "../../src/adapters/postgres/database.ts";
import { createKeyStore } from "../../src/adapters/postgres/key-store.ts";
import { createUnitOfWork } from "../../src/adapters/postgres/unit-of-work.ts";
import { SYSTEM } from "../../src/domain/audit/audit-event.ts";
import type { Desk } from "../../src/domain/desk/desk.ts";
import { startHttp } from "../../src/start-http.ts";
import { forgetDeeds } from "../../src/usecases/console/do-once.ts";
import { endSessionsOf } from "../../src/usecases/console/sessions.ts";
import type { UnitOfWork } from "../../src/usecases/ports/unit-of-work.ts";
import { type ConsoleDesk, openConsoleDesk } from "../support/console-desk.ts";
import { makeTestLink, openTestSession, sessionIn, useTestLink } from "../support/console-pass.ts";
import { createEmptyDatabase, createTestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { startHttpDesk } from "../support/http-desk.ts";
import { type CliRun, runCli } from "../support/run-cli.ts";
import { silentLog } from "../support/silent-log.ts";
import { SUPPORT_MAILBOX, TEST_DESK } from "../support/test-desk.ts";

const HOUR_MS = 3_600_000;

let desk: ConsoleDesk;
let directory: string;
const stops: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  desk = await openConsoleDesk();
  directory = mkdtempSync(join(tmpdir(), "svartid-sessions-"));
  writeFileSync(join(directory, "desk.yaml"), TEST_DESK + SUPPORT_MAILBOX);
});
// Also what a failed test left running.
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});
afterAll(async () => {
  await desk.close();
  rmSync(directory, { recursive: true });
});

const open = () => desk.world.desk.open;
const signIn = (agent: string | null) => openTestSession(open(), agent);
const linkOf = (agent: string) => makeTestLink(open(), desk.url, agent);

/** Whether the console opens for this cookie. */
async function opens(cookie: string, url = desk.url): Promise<boolean> {
  const answer = await fetch(url, { redirect: "manual", headers: { cookie, accept: "text/html" } });
  if (answer.status === 303) expect(answer.headers.get("location")).toBe("/sign-in?ended");
  else expect(answer.status).toBe(200);
  return answer.status === 200;
}

async function signInByKey(key: string): Promise<string> {
  const answer = await fetch(`${desk.url}/sign-in`, {
    method: "POST",
    redirect: "manual",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ key }).toString(),
  });
  return answer.headers.getSetCookie()[0]?.split(";")[0] ?? "";
}

const tokenOf = (link: string) => new URL(link).searchParams.get("token") ?? "";
const endAll = () => open().unitOfWork.transaction((stores) => endSessionsOf(stores, null, { kind: "cli", id: "ops" }));

async function signOut(cookie: string, body: Record<string, string> = {}, headers = {}): Promise<number> {
  const answer = await fetch(`${desk.url}/sign-out`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie, "content-type": "application/x-www-form-urlencoded", ...headers },
    body: new URLSearchParams(body).toString(),
  });
  return answer.status;
}

/** The link that is mailed to whoever asks. */
async function mailedLink(address: string): Promise<string> {
  const body = new URLSearchParams({ address }).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  await fetch(`${desk.url}/sign-in/mail`, { method: "POST", headers, body });
  const [newest] = await open().unitOfWork.reading.outbox.list({ limit: 1 });
  const { text } = await desk.world.read(newest?.id ?? 0);
  return /mailed=([\w.-]+)/.exec(text)?.[1] ?? "";
}

/** The session that a mailed link opens; null where it opens none. */
async function follow(mailed: string, url = desk.url): Promise<string | null> {
  return sessionIn(await useTestLink(`${url}/sign-in?mailed=${mailed}`));
}

async function deeds(action: string) {
  const events = await open().unitOfWork.reading.audit.listAfter(0, 1_000);
  return events
    .filter((event) => event.action === action)
    .map(({ actor, subject, detail }) => ({ actor: `${actor.kind}:${actor.id}`, subject: subject.id, ...detail }));
}

const run = (words: string[], url = open().url): Promise<CliRun> =>
  runCli(words, {
    DATABASE_URL: url,
    SVARTID_DESK: join(directory, "desk.yaml"),
    SVARTID_DATA_DIR: join(directory, "data"),
    SVARTID_SECRET: "a secret of the tests that is long enough to sign with",
  });

describe("signing out", () => {
  test("ends the session for whoever has copied its cookie, and that of no other browser", async () => {
    const [stolen, other] = [await signIn("two"), await signIn("two")];
    expect([await opens(stolen), await opens(other)]).toEqual([true, true]);
    expect(await signOut(stolen)).toBe(303);
    expect([await opens(stolen), await opens(other)]).toEqual([false, true]);
    expect(await deeds("console.signed-out")).toEqual([{ actor: "agent:two", subject: null }]);
    expect(await signOut(stolen)).toBe(303);
    expect(await deeds("console.signed-out")).toHaveLength(1);
  });

  test("from another site ends nothing", async () => {
    const cookie = await signIn("two");
    expect(await signOut(cookie, { everywhere: "yes" }, { "sec-fetch-site": "cross-site" })).toBe(403);
    expect(await opens(cookie)).toBe(true);
  });

  test("everywhere ends all sessions and links of that agent, and nobody else's", async () => {
    const [here, there, others] = [await signIn("one"), await signIn("one"), await signIn("olga")];
    const [mailed, printed] = [await mailedLink("one@desk.example"), await linkOf("one")];
    await makeTestLink(open(), desk.url, "one", Date.now() - HOUR_MS);
    const page = await (await fetch(desk.url, { headers: { cookie: here, accept: "text/html" } })).text();
    expect(page).toContain('name="everywhere"');
    expect(await signOut(here, { everywhere: "yes" })).toBe(303);
    expect([await opens(here), await opens(there), await opens(others)]).toEqual([false, false, true]);
    expect(await follow(mailed)).toBeNull();
    expect((await useTestLink(printed)).status).toBe(403);
    const [ended] = (await deeds("console.sessions-ended")).slice(-1);
    expect(ended).toMatchObject({ actor: "agent:one", subject: "one", links: 2 });
  });

  test("everywhere is no more than signing out for whoever acts as nobody", async () => {
    const [screen, other] = [await signIn(null), await signIn(null)];
    const page = await (await fetch(desk.url, { headers: { cookie: screen, accept: "text/html" } })).text();
    expect(page).not.toContain('name="everywhere"');
    expect(await signOut(screen, { everywhere: "yes" })).toBe(303);
    expect([await opens(screen), await opens(other)]).toEqual([false, true]);
  });
});

describe("svartid session", () => {
  test("lists who is signed in, and ends what acts as an agent: by a link or by a key", async () => {
    await run(["key", "create", "--name", "phone", "--scope", "read", "--agent", "one"]);
    const { out } = await run(["key", "create", "--name", "tablet", "--scope", "read", "write", "--agent", "one"]);
    const key = /svk_\w+/.exec(out)?.[0] ?? "";
    const byKey = await signInByKey(key);
    await openTestSession(open(), "one", Date.now() - 13 * HOUR_MS);
    const [mine, others] = [await signIn("one"), await signIn("olga")];
    expect(await opens(byKey)).toBe(true);
    const listed = JSON.parse((await run(["session", "list", "--json"])).out) as { agent: string; keyId: number }[];
    expect(listed.slice(0, 3).map(({ agent, keyId }) => [agent, typeof keyId])).toEqual([
      ["olga", "object"],
      ["one", "object"],
      ["one", "number"],
    ]);
    expect((await run(["session", "list"])).out).toMatch(/^one\t\d+\t20/m);
    expect(await run(["session", "end", "--agent", "one"])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Ended: 3 sessions/),
    });
    expect([await opens(mine), await opens(byKey), await opens(others)]).toEqual([false, false, true]);
    const [ended] = (await deeds("console.sessions-ended")).slice(-1);
    expect(ended).toMatchObject({ actor: expect.stringMatching(/^cli:/), subject: "one", sessions: 3, links: 0 });
  });

  test("lists nobody whose key was revoked or has expired since", async () => {
    await endAll();
    for (const name of ["lost", "brief", "kept"]) {
      const { out } = await run(["key", "create", "--name", name, "--scope", "read"]);
      expect(await opens(await signInByKey(/svk_\w+/.exec(out)?.[0] ?? ""))).toBe(true);
    }
    await sql`update api_key set revoked_at = desk_now() where name = 'lost'`.execute(desk.db);
    await sql`update api_key set expires_at = desk_now() where name = 'brief'`.execute(desk.db);
    const listed = JSON.parse((await run(["session", "list", "--json"])).out) as { keyId: number }[];
    const [kept] = await open().unitOfWork.reading.keys.list();
    expect(listed.map(({ keyId }) => keyId)).toEqual([kept?.id]);
  });

  test("ends everybody's, and says what it needs to know", async () => {
    const [agent, screen] = [await signIn("olga"), await signIn(null)];
    const printed = await linkOf("olga");
    expect(await run(["session", "end", "--agent", "oen"])).toMatchObject({
      code: 1,
      err: expect.stringContaining("there is no agent oen, and nobody is signed in as that: there are one"),
    });
    expect(await run(["session", "end"])).toMatchObject({ code: 2, err: expect.stringContaining("--all") });
    expect(await opens(agent)).toBe(true);
    expect(await run(["session", "end", "--all", "--json"])).toMatchObject({ code: 0 });
    expect([await opens(agent), await opens(screen)]).toEqual([false, false]);
    expect((await useTestLink(printed)).status).toBe(403);
    expect((await run(["session", "list", "--json"])).out.trim()).toBe("[]");
  });
});

test("links are ended that the database's clock, ahead of the desk's, takes for expired; those of an older version too", async () => {
  await endAll();
  const [ahead, older] = [await linkOf("olga"), await linkOf("olga")];
  const name = (link: string) => tokenOf(link).split(".")[1];
  await sql`update sign_in_link set expires_at = now() - interval '1 minute' where name = ${name(ahead)}`.execute(
    desk.db,
  );
  await sql`update sign_in_link set expires_at = null where name = ${name(older)}`.execute(desk.db);
  expect(await endAll()).toMatchObject({ links: 0 });
  expect([(await useTestLink(ahead)).status, (await useTestLink(older)).status]).toEqual([403, 403]);
});

test("a link is good for what it was given out for, and for nothing else", async () => {
  const [mailed, printed] = [await mailedLink("olga@desk.example"), await linkOf("olga")];
  expect((await useTestLink(`${desk.url}/sign-in?token=${mailed}`)).status).toBe(403);
  expect(await follow(tokenOf(printed))).toBeNull();
  expect((await useTestLink(printed)).status).toBe(303);
  expect(await follow(mailed)).not.toBeNull();
});

test("links that were printed leave an agent those that are mailed", async () => {
  for (let count = 0; count < 5; count += 1) await linkOf("olga");
  expect(await follow(await mailedLink("olga@desk.example"))).not.toBeNull();
});

describe("an agent who is taken out of desk.yaml, or made inactive", () => {
  const without = (): Desk["agents"] => {
    const { olga: _, arne: _none, one, ...rest } = open().settings.desk.agents;
    return { ...rest, one: { ...one!, active: false } };
  };

  test("is signed out for good, and stays so when they are back", async () => {
    await endAll();
    const cookies = [await signIn("one"), await signIn("olga")];
    const [mailed, printed] = [await mailedLink("one@desk.example"), await linkOf("olga")];
    const stays = await signIn("two");
    await makeTestLink(open(), desk.url, "gone", Date.now() - HOUR_MS);
    await linkOf("gone");
    await sql`update sign_in_link set used_at = now() where agent = 'gone'`.execute(desk.db);
    await linkOf("arne");
    const settings = { ...open().settings, desk: { ...open().settings.desk, agents: without() } };
    const changed = await startHttp({ ...open(), settings });
    stops.push(changed.stop);
    for (const cookie of cookies) expect(await opens(cookie, changed.url)).toBe(false);
    // The desk that runs still has the former file: both are its agents again.
    for (const cookie of cookies) expect(await opens(cookie)).toBe(false);
    expect(await opens(stays)).toBe(true);
    expect(await follow(mailed)).toBeNull();
    expect((await useTestLink(printed)).status).toBe(403);
    const ended = (await deeds("console.sessions-ended")).filter(({ actor }) => actor === "system:null");
    expect(ended).toEqual([
      { actor: "system:null", subject: "arne", sessions: 0, links: 1 },
      { actor: "system:null", subject: "olga", sessions: 1, links: 1 },
      { actor: "system:null", subject: "one", sessions: 1, links: 1 },
    ]);
  });

  test("cannot open a session by a link that was made before", async () => {
    const settings = { ...open().settings, desk: { ...open().settings.desk, agents: without() } };
    const changed = await startHttp({ ...open(), settings });
    stops.push(changed.stop);
    const mailed = await mailedLink("one@desk.example");
    expect(await follow(mailed, changed.url)).toBeNull();
    expect((await useTestLink(await makeTestLink(open(), changed.url, "olga"))).status).toBe(403);
    expect(await follow(mailed)).not.toBeNull();
  });
});

/** The same desk, where whoever signs in waits between proving who they are and having a session. */
function holdBeforeOpening(unitOfWork: UnitOfWork) {
  const holding = new EventEmitter();
  const [reached, released] = [once(holding, "reached"), once(holding, "released")];
  const transaction: UnitOfWork["transaction"] = (work) =>
    unitOfWork.transaction((stores) => {
      const { sessions } = stores;
      const open: typeof sessions.open = async (session) => {
        holding.emit("reached");
        await released;
        await sessions.open(session);
      };
      return work({ ...stores, sessions: { ...sessions, open } });
    });
  return { unitOfWork: { ...unitOfWork, transaction }, reached, release: () => holding.emit("released") };
}

test.each(["mailed", "printed"])("who signs in by a %s link while that agent is signed out stays out", async (kind) => {
  const held = holdBeforeOpening(open().unitOfWork);
  const slow = await startHttp({ ...open(), unitOfWork: held.unitOfWork });
  stops.push(slow.stop);
  const link = kind === "mailed" ? await mailedLink("two@desk.example") : await makeTestLink(open(), slow.url, "two");
  const signingIn = kind === "mailed" ? follow(link, slow.url) : useTestLink(link).then(sessionIn);
  await held.reached;
  let hasEnded = false;
  const ending = open()
    .unitOfWork.transaction((stores) => endSessionsOf(stores, "two", SYSTEM))
    .finally(() => {
      hasEnded = true;
    });
  await eventually("it is ended, or waits for the one who signs in", async () => hasEnded || (await isWaiting()));
  held.release();
  await ending;
  expect(await opens((await signingIn) ?? "")).toBe(false);
});

async function isWaiting(): Promise<boolean> {
  const { rows } = await sql`
    select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(desk.db);
  return rows.length > 0;
}

test("signing in by a key takes no second connection to the database", async () => {
  const database = await createTestDatabase();
  const one = openDatabase({ url: database.url, log: silentLog, maxConnections: 1 });
  const narrow = await startHttpDesk({ unitOfWork: createUnitOfWork(one), keys: createKeyStore(one) }, database);
  stops.push(() => one.destroy(), narrow.close);
  const answer = await fetch(`${narrow.url}/sign-in`, {
    method: "POST",
    redirect: "manual",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ key: await narrow.createKey("read") }).toString(),
  });
  expect([answer.status, answer.headers.get("location")]).toEqual([303, "/"]);
}, 30_000);

test("a database that was restored knows no session and no link, and none of before means anybody else", async () => {
  const unused = await mailedLink("two@desk.example");
  const ended = await signIn("olga");
  // Sealed with the secret of that desk, which is not that of the commands.
  await sql`delete from erasure_key`.execute(desk.db);
  const taken = await run(["backup"]);
  const file = /^(\S+\.zip): /m.exec(taken.out)?.[1] ?? "";
  await signOut(ended);
  expect(await follow(unused)).not.toBeNull();
  const after = await mailedLink("two@desk.example");

  const database = await createEmptyDatabase();
  expect(await run(["restore", file], database.url)).toMatchObject({ code: 0 });
  const restored = await startHttpDesk({ signer: open().signer, desk: open().settings.desk }, database);
  stops.push(restored.close);
  const url = restored.url;
  expect(await opens(ended, url)).toBe(false);
  for (let count = 0; count < 5; count += 1) await makeTestLink({ ...restored.deps }, url, "olga");
  expect([await follow(unused, url), await follow(after, url)]).toEqual([null, null]);
});

test("what has expired is dropped, and nothing that has not, however the desk's time is moved", async () => {
  const lives = await signIn("two");
  await openTestSession(open(), "two", Date.now() - 13 * HOUR_MS);
  const printed = await linkOf("two");
  await makeTestLink(open(), desk.url, "two", Date.now() - HOUR_MS);
  await desk.moveTime(25 * 60);
  await forgetDeeds(open().unitOfWork);
  await desk.moveTime(-25 * 60);
  expect(await opens(lives)).toBe(true);
  expect((await useTestLink(printed)).status).toBe(303);
  const { rows } = await sql<{ sessions: number; links: number }>`
    select (select count(*) from console_session where expires_at < now())::integer as sessions,
      (select count(*) from sign_in_link where expires_at < now())::integer as links`.execute(desk.db);
  expect(rows).toEqual([{ sessions: 0, links: 0 }]);
});

test("a page asks in one query who looks and what time it is", async () => {
  let asked = 0;
  const { unitOfWork } = open();
  const now = () => {
    asked += 1;
    return unitOfWork.reading.now();
  };
  const reading = { ...unitOfWork.reading, now };
  const counted = await startHttpDesk(
    { signer: open().signer, desk: open().settings.desk, unitOfWork: { ...unitOfWork, reading }, stores: reading },
    { url: open().url, drop: async () => undefined },
  );
  stops.push(counted.close);
  const cookie = await signIn("olga");
  for (const path of ["", "inbound", "outbox", "webhooks"]) {
    expect((await fetch(`${counted.url}/${path}`, { headers: { cookie } })).status).toBe(200);
  }
  expect(asked).toBe(0);
});
