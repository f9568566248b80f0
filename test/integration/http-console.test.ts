import { createServer } from "node:net";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createHttpServer } from "../../src/adapters/http/create-http-server.ts";
import { createLog } from "../../src/adapters/system/log.ts";
import { createSigner } from "../../src/adapters/system/signer.ts";
import { SYSTEM } from "../../src/domain/audit/audit-event.ts";
import { instant } from "../../src/domain/time/instant.ts";
import { LINK_HOURS, makePass, writeSignInUrl } from "../../src/usecases/console-access.ts";
import { revokeKey } from "../../src/usecases/revoke-key.ts";
import { makeTestLink, openTestSession, sessionIn, useTestLink } from "../support/console-pass.ts";
import { addMessage, openTicket } from "../support/desk-story.ts";
import { type HttpDesk, startHttpDesk } from "../support/http-desk.ts";

const HOUR_MS = 3_600_000;
const lines: string[] = [];

let desk: HttpDesk;

beforeAll(async () => {
  const log = createLog({ level: "trace", pretty: false, stream: { write: (line) => void lines.push(line) } });
  desk = await startHttpDesk({ log });
  await addMessage(desk, await openTicket(desk, { ref: "SV-7K3M9-2" }));
});

afterAll(() => desk.close());

function post(path: string, body: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${desk.url}${path}`, {
    method: "POST",
    redirect: "manual",
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    body: new URLSearchParams(body).toString(),
  });
}

const sessions = async () => (await desk.deps.unitOfWork.reading.sessions.list()).length;

test("a path that is too long for any page is answered with a page, and not by silence", async () => {
  const answer = await fetch(`${desk.url}/tickets/${"x".repeat(300)}`, { headers: { accept: "text/html" } });
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.status).toBeLessThan(500);
  expect(await answer.text()).toContain("</html>");
});

test("following a link opens nothing and uses it up for nobody, however many programs do", async () => {
  const link = await desk.consoleLink();
  const before = await sessions();
  for (let scans = 0; scans < 3; scans++) {
    const answer = await fetch(link);
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([200, []]);
    // A page that asks, and that no program goes on from.
    expect(answer.headers.get("refresh")).toBeNull();
    expect(await answer.text()).toMatch(/Åbn konsollen for at se[\s\S]*<button type="submit">/);
  }
  expect(await sessions()).toBe(before);
  expect((await useTestLink(link)).status).toBe(303);
  expect(await sessions()).toBe(before + 1);
});

test("a link is good once, also for many at once", async () => {
  const link = await desk.consoleLink();
  const answers = await Promise.all([1, 2, 3, 4].map(() => useTestLink(link)));
  expect(answers.filter((answer) => sessionIn(answer) !== null)).toHaveLength(1);
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 403, 403, 403]);
  const followed = await fetch(link);
  expect(followed.status).toBe(403);
  expect(await followed.text()).toContain("linket eller nøglen er ikke gyldig");
});

test("whoever presses the button twice is in, by one session and only with it", async () => {
  const link = await desk.consoleLink();
  const cookie = sessionIn(await useTestLink(link)) ?? "";
  const before = await sessions();
  const again = await useTestLink(link, desk.url, cookie);
  expect([again.status, again.headers.get("location"), sessionIn(again)]).toEqual([303, "/", null]);
  expect(await sessions()).toBe(before);
  // Nor is anybody let in as who they are not.
  const other = await openTestSession(desk.deps, "one");
  expect((await useTestLink(link, desk.url, other)).status).toBe(403);
  expect((await useTestLink(await makeTestLink(desk.deps, desk.url, "one", 0), desk.url, other)).status).toBe(403);
});

test("the button of a signed link opens a session in a cookie that scripts and other sites cannot use", async () => {
  const answer = await useTestLink(await desk.consoleLink());
  expect([answer.status, answer.headers.get("location")]).toEqual([303, "/"]);
  const cookie = answer.headers.getSetCookie()[0] ?? "";
  expect(cookie).toMatch(/HttpOnly/);
  expect(cookie).toMatch(/SameSite=Strict/);
  expect(cookie).not.toMatch(/Secure/);
  expect((await desk.get("/", { cookie: cookie.split(";")[0] ?? "" })).status).toBe(200);
});

test("a link that is expired, changed or signed by another desk opens nothing", async () => {
  const past = Date.now() - (LINK_HOURS + 1) * HOUR_MS;
  const other = createSigner(["another secret of at least 32 bytes!"]);
  const good = await desk.consoleLink();
  const session = (await desk.openConsole()).split("=")[1];
  const links = [
    await makeTestLink(desk.deps, desk.url, null, past),
    await makeTestLink({ ...desk.deps, signer: other }, desk.url, null),
    good.replace(/\.(\d{13})\./, (_, at) => `.${Number(at) + 1}.`),
    good.replace(/link\.[0-9a-f]{32}/, `link.${"0".repeat(32)}`),
    good.replace("token=link", "token=key-1"),
    `${good}0`,
    `${desk.url}/sign-in?token=${session}`,
    writeSignInUrl(
      desk.deps.signer,
      desk.url,
      "link",
      makePass(desk.deps.randomness, "link", { kind: "link" }, instant(Date.now())),
    ),
  ];
  for (const link of links) {
    for (const answer of [await fetch(link), await useTestLink(link)]) {
      expect(answer.status).toBe(403);
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
  }
});

test("a session ends when it expires, and a link's token is no session", async () => {
  const token = new URL(await desk.consoleLink()).searchParams.get("token");
  const old = (await openTestSession(desk.deps, null, Date.now() - 13 * HOUR_MS)).split("=")[1];
  for (const value of [old, token]) {
    expect((await desk.get("/", { cookie: `svartid_session=${value}` })).status).toBe(303);
  }
});

test("a list by a level that is none says so, in place of nothing found", async () => {
  const cookie = await openTestSession(desk.deps, "one");
  const list = async (level: string) => (await desk.get(`/tickets?level=${level}`, { cookie })).text();
  expect(await list("Z")).toContain("Det niveau findes ikke: vælg et fra listen.");
  expect(await list("B")).not.toContain("Det niveau findes ikke");
});

test("a key with the scope read opens the console until it is revoked; another key does not", async () => {
  const key = await desk.createKey("read");
  const answer = await post("/sign-in", { key: ` ${key} ` });
  expect(answer.status).toBe(303);
  const cookie = answer.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  expect(cookie).not.toContain(key);
  expect((await desk.get("/", { cookie })).status).toBe(200);
  const id = (await desk.deps.keys.list())[0]?.id ?? 0;
  await desk.deps.unitOfWork.transaction((stores) => revokeKey(stores, id, SYSTEM));
  expect((await desk.get("/", { cookie })).status).toBe(303);
  for (const wrong of [await desk.createKey("metrics"), "nonsense", ""]) {
    const refused = await post("/sign-in", { key: wrong });
    expect(refused.status).toBe(403);
    expect(refused.headers.getSetCookie()).toEqual([]);
  }
});

test.each([
  { "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "same-site" },
  { "sec-fetch-site": "none" },
  { origin: "https://evil.example" },
  { origin: "null" },
])("a form sent with %j is refused", async (headers) => {
  const link = await desk.consoleLink();
  const token = new URL(link).searchParams.get("token") ?? "";
  for (const path of ["/sign-in", "/sign-in/link", "/sign-out"]) {
    const answer = await post(path, { key: await desk.createKey("read"), token }, headers as Record<string, string>);
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: "cross-site" });
  }
  expect((await useTestLink(link)).status).toBe(303);
});

test("somebody who guesses keys is slowed down", async () => {
  const fresh = await startHttpDesk();
  const statuses: number[] = [];
  for (let guess = 0; guess < 70; guess++) {
    statuses.push((await fresh.get("/api/v1/tickets", { key: "guess" })).status);
  }
  expect(statuses[0]).toBe(401);
  expect(statuses.at(-1)).toBe(429);
  await fresh.close();
});

test("more requests than allowed are answered as a problem, with the time to wait", async () => {
  const narrow = await startHttpDesk({ requestsAMinute: 3 });
  for (let count = 0; count < 3; count++) expect((await narrow.get("/healthz")).status).toBe(200);
  const answer = await narrow.get("/healthz");
  expect(answer.status).toBe(429);
  expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(await answer.json()).toMatchObject({ code: "too-many-requests" });
  await narrow.close();
});

test("the requests of each key are counted by themselves, and each answer says how many are left", async () => {
  const narrow = await startHttpDesk({ requestsAMinute: 3 });
  const [busy, quiet] = [await narrow.createKey("read"), await narrow.createKey("read")];
  const left: (string | null)[] = [];
  for (let count = 0; count < 3; count++) {
    left.push((await narrow.get("/api/v1/tickets", { key: busy })).headers.get("ratelimit-remaining"));
  }
  expect(left).toEqual(["2", "1", "0"]);
  const refused = await narrow.get("/api/v1/tickets", { key: busy });
  expect([refused.status, await refused.json()]).toMatchObject([429, { code: "too-many-requests" }]);
  const other = await narrow.get("/api/v1/tickets", { key: quiet });
  expect([other.status, other.headers.get("ratelimit-limit")]).toEqual([200, "3"]);
  expect((await narrow.get("/healthz")).status).toBe(200);
  await narrow.close();
});

test("cookies are for https only where the desk is reached by https", async () => {
  const secure = await startHttpDesk({ publicUrl: "https://desk.example" });
  expect((await useTestLink(await secure.consoleLink())).headers.getSetCookie()[0]).toMatch(/Secure/);
  await secure.close();
});

test("no key, token, cookie, ref or address is in the log", async () => {
  const key = await desk.createKey("read");
  const link = await desk.consoleLink();
  const cookie = await desk.openConsole();
  await fetch(link);
  await useTestLink(link);
  await post("/sign-in", { key });
  await desk.get("/api/v1/tickets/SV-7K3M9-2?x=1", { key });
  await desk.get("/api/v1/tickets?q=ida@north.example", { key });
  await desk.get(`/api/v1/tickets?key=${key}`);
  await desk.get("/tickets/SV-7K3M9-2", { cookie });
  const text = lines.join("");
  expect(text).toContain('"route":"/api/v1/tickets/:ref"');
  for (const secret of [key.slice(4), link.split("token=")[1], cookie.split("=")[1], "SV-7K3M9-2", "north.example"]) {
    expect(text).not.toContain(secret);
  }
});

test("when the database goes away, the process lives, is not ready, and says so without details", async () => {
  const broken = await startHttpDesk();
  const key = await broken.createKey("read");
  await broken.db.destroy();
  expect((await broken.get("/healthz")).status).toBe(200);
  const ready = await broken.get("/readyz");
  expect(ready.status).toBe(503);
  expect(await ready.json()).toMatchObject({ checks: [{ name: "database", ok: false }] });
  const answer = await broken.get("/api/v1/tickets", { key });
  expect(answer.status).toBeGreaterThanOrEqual(500);
  expect(await answer.text()).not.toMatch(/kysely|destroyed|select|\.ts/i);
  await broken.close();
});

test("what is wrong with the desk is said in the language of its page, with what to do", async () => {
  const cookie = await desk.openConsole();
  for (const page of ["/", "/health"]) {
    const said = async (language: string) => await (await desk.get(`${page}?lang=${language}`, { cookie })).text();
    expect(await said("da")).toContain("er ikke læst endnu.");
    expect(await said("da")).not.toContain("has not been read yet.");
    expect(await said("en")).toContain("has not been read yet.");
  }
});

test("a port that is taken is told in one sentence that says how to mend it", async () => {
  const squatter = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => squatter.once("listening", resolve));
  const { port } = squatter.address() as { port: number };
  await expect(createHttpServer({ ...desk.deps, port })).rejects.toMatchObject({
    system: "http",
    code: "port-taken",
    message: `Port ${port} on 127.0.0.1 is taken: set HTTP_PORT to a free port, or stop the program that has it.`,
  });
  await new Promise((resolve) => squatter.close(resolve));
});

test("a page that does not exist is told to people as a page", async () => {
  const answer = await desk.get("/nothing?lang=en", { accept: "text/html" });
  expect(answer.status).toBe(404);
  expect(answer.headers.get("content-type")).toMatch(/^text\/html/);
  expect(await answer.text()).toContain("There is nothing here.");
});
