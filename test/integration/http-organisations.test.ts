import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { createHttpServer } from "../../src/adapters/http/create-http-server.ts";
import { SYSTEM } from "../../src/domain/audit/audit-event.ts";
import { createKey } from "../../src/usecases/create-key.ts";
import { eventually } from "../support/eventually.ts";
import { type HttpDesk, startHttpDesk } from "../support/http-desk.ts";
import { testDesk } from "../support/test-desk.ts";

const PATH = "/api/v1/organisations";
const SOUTH = `
organisations:
  - { id: south, name: South, domains: [south.example], hosting: vendor, agreement: { from: 2020-01-01, to: 2099-12-31 } }
`;
let desk: HttpDesk;
let key: string;

beforeAll(async () => {
  desk = await startHttpDesk({ desk: testDesk(SOUTH) });
  key = await desk.createKey("admin");
});
afterAll(() => desk.close());

const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  desk.send(method, path, { key, headers, ...(body === undefined ? {} : { body }) });
const written = (id: string, more: object = {}) => ({
  id,
  name: `Of ${id}`,
  domains: [`${id}.example`],
  hosting: "vendor",
  ...more,
});
const agreement = { from: "2020-01-01", to: "2020-12-31", renewalMonths: 12 };
interface Body {
  items: { id: string; organisation: string }[];
  next: string | null;
}
const get = async (path: string) => {
  const answer = await desk.get(path, { key });
  return { status: answer.status, etag: answer.headers.get("etag"), body: (await answer.json()) as Body };
};

test("an organisation is stored, read, replaced by whoever saw it last, and taken out, all on record", async () => {
  const made = await send("POST", PATH, written("north", { agreement, accountManager: "two" }));
  expect(made.status).toBe(201);
  const [etag, body] = [made.headers.get("etag")!, (await made.json()) as object];
  expect(body).toMatchObject({
    id: "north",
    source: "stored",
    gate: "served",
    agreement: { ...agreement, calendar: null },
  });
  expect(await get(`${PATH}/north`)).toEqual({ status: 200, etag, body: { ...body, faults: [] } });

  const { id: _, ...replacement } = written("north", { name: "North A/S" });
  expect((await send("PUT", `${PATH}/north`, replacement)).status).toBe(428);
  const put = await send("PUT", `${PATH}/north`, replacement, { "if-match": etag });
  expect(put.status).toBe(200);
  expect(await put.json()).toMatchObject({
    name: "North A/S",
    agreement: null,
    gate: "noAgreement",
    accountManager: null,
  });
  const late = await send("PUT", `${PATH}/north`, { ...replacement, name: "Lost" }, { "if-match": etag });
  expect(late.status).toBe(412);
  expect(await late.json()).toMatchObject({
    code: "precondition-failed",
    detail: expect.stringContaining("get it again"),
  });

  expect((await send("DELETE", `${PATH}/north`, undefined, { "if-match": etag })).status).toBe(412);
  expect((await send("DELETE", `${PATH}/north`)).status).toBe(204);
  expect((await get(`${PATH}/north`)).status).toBe(404);
  expect((await get(`${PATH}/north/events`)).body.items).toMatchObject([
    { type: "created", actor: "key:test", before: null, after: { accountManager: "two" } },
    { type: "changed", actor: "key:test", before: { name: "Of north" }, after: { name: "North A/S" } },
    { type: "removed", actor: "key:test", after: null },
  ]);
});

test.each([null, "two"])(
  "a key with write, that acts for %s, changes none: no mail of an agent's does",
  async (agent) => {
    const id = agent ?? "nobody";
    const wanted = { name: "tool", scopes: ["read", "write"], agent };
    const made = await desk.deps.unitOfWork.transaction(({ keys, audit, now }) =>
      createKey({ ...desk.deps, keys, audit, now, agents: desk.deps.desk.agents, actor: SYSTEM }, wanted),
    );
    if (!made.ok) throw new Error(made.why);
    const etag = (await send("POST", PATH, written(`kept-${id}`))).headers.get("etag")!;
    const { id: _, ...replacement } = written(`kept-${id}`, { name: "Taken" });
    const attempts: [string, string, object?][] = [
      ["POST", PATH, written("agents")],
      ["PUT", `${PATH}/kept-${id}`, replacement],
      ["DELETE", `${PATH}/kept-${id}`],
    ];
    for (const [method, path, body] of attempts) {
      const options = { key: made.key, headers: { "if-match": etag }, ...(body === undefined ? {} : { body }) };
      const answer = await desk.send(method, path, options);
      expect(answer.status).toBe(403);
      expect(await answer.json()).toMatchObject({
        code: "forbidden",
        detail: expect.stringContaining("the scope admin"),
      });
    }
    expect((await get(`${PATH}/kept-${id}`)).etag).toBe(etag);
    expect((await get(`${PATH}/agents`)).status).toBe(404);
    const listed = { "if-match": `"0", ${etag}` };
    expect((await send("PUT", `${PATH}/kept-${id}`, replacement, { "if-match": `W/${etag}` })).status).toBe(412);
    expect((await send("PUT", `${PATH}/kept-${id}`, replacement, listed)).status).toBe(200);
    expect((await send("DELETE", `${PATH}/kept-${id}`)).status).toBe(204);
  },
);

/** What is answered to changes that all begin while another is under way. */
async function atOnce(changes: readonly (() => Promise<Response>)[]): Promise<number[]> {
  const answers = await desk.deps.unitOfWork.transaction(async ({ organisations }) => {
    await organisations.beginChange();
    const asked = changes.map((change) => change());
    await eventually("all wait for the one under way", async () => (await countWaiting()) === changes.length);
    return { asked };
  });
  return (await Promise.all(answers.asked)).map(({ status }) => status).sort();
}

async function countWaiting(): Promise<number> {
  const { rows } = await sql`
    select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(desk.db);
  return rows.length;
}

test("of those who replace one at once, or make it, one does: the others are told", async () => {
  const make = (name: string) => () => send("POST", PATH, written("raced", { name }));
  expect(await atOnce([make("a"), make("b")])).toEqual([201, 409]);
  const { etag } = await get(`${PATH}/raced`);
  const { id: _, ...replacement } = written("raced");
  const replace = (name: string) => () =>
    send("PUT", `${PATH}/raced`, { ...replacement, name }, { "if-match": etag ?? "" });
  // Names that it does not have yet: what changes nothing is no change, and leaves the version as it was.
  expect(await atOnce([replace("c"), replace("d"), replace("e")])).toEqual([200, 412, 412]);
});

test("what an agreement promises instead of levels and ladder is read as it was written", async () => {
  const ladder = [{ at: "-1h30", to: ["lead", "boss@desk.example"] }];
  const promises = {
    levels: { A: { firstResponse: "2h", calendar: "office", ladder }, B: { resolution: "40h" } },
    ladder,
  };
  const made = await send("POST", PATH, written("promised", { agreement: { ...agreement, ...promises } }));
  expect(made.status).toBe(201);
  expect(((await made.json()) as { agreement: object }).agreement).toMatchObject(promises);
  const { body } = await get(`${PATH}/promised`);
  expect(body).toMatchObject({ agreement: { ...agreement, ...promises } });
  expect(body).toMatchObject({ agreement: { until: expect.any(String), calendar: null } });
  const { items } = (await get("/api/v1/agreements")).body;
  expect(items.find(({ organisation }) => organisation === "promised")).toMatchObject(promises);
  expect((await send("DELETE", `${PATH}/promised`)).status).toBe(204);
});

test.each([
  [
    "a level that is none",
    written("west", { agreement: { ...agreement, levels: { E: { firstResponse: "2h" } } } }),
    422,
    'agreement.levels.E: \\"E\\" is not a level of this desk',
  ],
  [
    "a target that is no working time",
    written("west", { agreement: { ...agreement, levels: { A: { firstResponse: "soon" } } } }),
    422,
    'agreement.levels.A.firstResponse: \\"soon\\" is not a length of working time',
  ],
  [
    "a step that reaches nobody",
    written("west", { agreement: { ...agreement, ladder: [{ at: "0h", to: ["accountManager"] }] } }),
    422,
    "agreement.ladder[0].to[0]: nobody is accountManager on this desk",
  ],
  [
    "a key of a level that an agreement does not change",
    written("west", { agreement: { ...agreement, levels: { A: { name: "mine" } } } }),
    400,
    "additional properties",
  ],
  [
    "what it names must exist",
    written("west", { accountManager: "nobody" }),
    422,
    'accountManager: \\"nobody\\" is not an agent',
  ],
  ["a public domain", written("west", { domains: ["gmail.com"] }), 422, "domains[0]: everybody can have an address"],
  [
    "a domain of another",
    written("west", { domains: ["south.example"] }),
    422,
    "belongs to organisation south already",
  ],
  ["one of desk.yaml", written("south", { domains: ["x.example"] }), 422, "id: south stands in desk.yaml"],
  [
    "all faults at once",
    written("1x", { domains: [], agreement: { from: "2026-02-30", to: "2026-01-01" } }),
    422,
    "2026-02-30 is not a day of the calendar",
  ],
  [
    "a name that no subject of a mail could hold",
    written("west", { name: "West\r\nBcc: x@west.example" }),
    422,
    'Bcc: x@west.example\\" is not text on one line',
  ],
  [
    "a module that CSV could not tell apart",
    written("west", { installed: [{ module: "core:x", version: "1; billing:2" }] }),
    422,
    "is not a version without ;",
  ],
  ["a key nobody knows", written("west", { colour: "blue" }), 400, "additional properties"],
  ["no name", { id: "west", hosting: "vendor" }, 400, "name"],
])("%s", async (_case, body, status, detail) => {
  const answer = await send("POST", PATH, body);
  expect(answer.status).toBe(status);
  expect(JSON.stringify(await answer.json())).toContain(detail);
  expect((await get(`${PATH}/west`)).status).toBe(404);
});

test("an agreement whose level is in desk.yaml no more is read with that fault and its mend, and is not stored again", async () => {
  const promised = written("older", { agreement: { ...agreement, levels: { A: { firstResponse: "2h" } } } });
  const etag = (await send("POST", PATH, promised)).headers.get("etag")!;
  const { A: _, ...levels } = desk.deps.desk.levels;
  const changed = await createHttpServer({ ...desk.deps, desk: { ...desk.deps.desk, levels } });
  try {
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json", "if-match": etag };
    const read = await (await fetch(`${changed.url}${PATH}/older`, { headers })).json();
    expect(read).toMatchObject({
      faults: [expect.stringContaining('agreement.levels.A: "A" is not a level of this desk')],
    });
    const { id: _id, ...body } = promised;
    const put = await fetch(`${changed.url}${PATH}/older`, { method: "PUT", headers, body: JSON.stringify(body) });
    expect(await put.json()).toMatchObject({
      code: "invalid-organisation",
      detail: expect.stringContaining('agreement.levels.A: "A" is not a level of this desk'),
    });
  } finally {
    await changed.close();
  }
  expect((await send("DELETE", `${PATH}/older`)).status).toBe(204);
});

test("one of desk.yaml is read but not changed, and one that is there is not made again", async () => {
  expect((await get(`${PATH}/south`)).body).toMatchObject({ source: "desk.yaml", version: null });
  expect(await get(`${PATH}/south/events`)).toMatchObject({ status: 200, body: { items: [], next: null } });
  const { id: _, ...body } = written("south");
  expect((await send("PUT", `${PATH}/south`, body, { "if-match": "*" })).status).toBe(404);
  expect((await send("POST", PATH, written("twice"))).status).toBe(201);
  expect(await (await send("POST", PATH, written("twice"))).json()).toMatchObject({ code: "already-exists" });
});

test("the lists are paged by id and hold both kinds; agreements are those there are", async () => {
  for (const id of ["aa", "bb", "zz"]) await send("POST", PATH, written(id, { agreement }));
  const ids: string[] = [];
  for (let cursor = ""; ; ) {
    const { body } = await get(`${PATH}?limit=2${cursor}`);
    expect(body.items.length).toBeLessThanOrEqual(2);
    ids.push(...body.items.map(({ id }) => id));
    if (body.next === null) break;
    cursor = `&cursor=${body.next}`;
  }
  expect(ids).toEqual([...ids].sort());
  expect(ids).toEqual(expect.arrayContaining(["aa", "bb", "south", "zz"]));
  const { items } = (await get("/api/v1/agreements")).body;
  expect(items.map(({ organisation }) => organisation)).toEqual(["aa", "bb", "south", "zz"]);
  expect(items[0]).toMatchObject({ to: "2020-12-31", renewalMonths: 12, gate: "served" });
  expect((await get(`${PATH}?cursor=nonsense`)).body).toMatchObject({ code: "invalid-cursor" });
});

test("sent again under its Idempotency-Key it is stored once and answered the same", async () => {
  const again = () => desk.send("POST", PATH, { key, body: written("once"), idempotencyKey: "org-once" });
  const [first, second] = [await again(), await again()];
  expect([first.status, second.status]).toEqual([201, 201]);
  expect(await second.json()).toEqual(await first.json());
  expect(second.headers.get("etag")).toBe(first.headers.get("etag"));
  expect((await get(`${PATH}/once/events`)).body.items).toHaveLength(1);
});
