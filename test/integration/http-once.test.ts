import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { isWriting, ROUTES } from "../../src/adapters/http/routes.ts";
import { startHttp } from "../../src/start-http.ts";
import { type AgentDesk, openAgentDesk } from "../support/agent-desk.ts";
import { ASKED_ROUTES, type Ask, type ChangingRoute, countRecords, prepareAsk } from "../support/asked-routes.ts";

let world: AgentDesk;
let http: Awaited<ReturnType<typeof startHttp>>;

beforeAll(async () => {
  world = await openAgentDesk();
  http = await startHttp(world.desk.open);
});
afterAll(async () => {
  await http.stop();
  await world.close();
});

/** What these give once is not kept: said again they give none of it. */
const SECRETS: Readonly<Partial<Record<ChangingRoute, object>>> = {
  createKey: { key: null },
  exportPerson: { records: null, files: null },
};
const writing = ASKED_ROUTES.filter(([name]) => isWriting(ROUTES[name]));

test("every route of the API that changes something is asked", () => {
  const all = Object.entries(ROUTES).filter(([, route]) => isWriting(route));
  expect(writing.map(([name]) => name).sort()).toEqual(all.map(([name]) => name).sort());
});

test.each(writing)("%s under one Idempotency-Key is done once and answered the same", async (name, ask) => {
  const send = await prepareAsk(world, http.url, name, ask);
  const headers = { "idempotency-key": `once-${name}` };
  const before = await countRecords(world);
  const first = await read(await send({ headers }));
  expect(first).toMatchObject({ isDone: true, replayed: null });
  const done = await countRecords(world);
  expect(done).toBeGreaterThan(before);

  const again = await read(await send({ headers }));
  const body = first.body && { ...first.body, ...SECRETS[name] };
  expect(again).toEqual({ ...first, body, replayed: "true" });
  for (const other of others(ask)) {
    expect(await read(await send({ headers, ...other }))).toMatchObject({
      status: 422,
      body: { code: "idempotency-key-taken" },
    });
  }
  expect(await countRecords(world)).toBe(done);
});

/** The same with another body, and where there is none with another address. */
function others({ body, other }: Ask): { body?: object; query?: string }[] {
  expect(other === undefined).toBe(body === undefined);
  return [{ query: "?other" }, ...(other === undefined ? [] : [{ body: other }])];
}

async function read(answer: Response) {
  const text = await answer.text();
  return {
    status: answer.status,
    isDone: answer.ok,
    replayed: answer.headers.get("idempotency-replayed"),
    etag: answer.headers.get("etag"),
    location: answer.headers.get("location"),
    body: text === "" ? null : (JSON.parse(text) as Record<string, unknown>),
  };
}
