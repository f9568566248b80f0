import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { forgetAnswers } from "../../src/usecases/answer-once.ts";
import { type HttpDesk, startHttpDesk } from "../support/http-desk.ts";

let desk: HttpDesk;
let key: string;

beforeAll(async () => {
  desk = await startHttpDesk();
  key = await desk.createKey("admin");
});

afterAll(() => desk.close());

const post = (idempotencyKey: string, body: unknown, by = key) =>
  desk.send("POST", "/api/v1/keys", { key: by, body, idempotencyKey });
const named = async (name: string) => (await desk.deps.keys.list()).filter((one) => one.name === name).length;
const robot = (name: string) => ({ name, scopes: ["read"] });

test("sent again, a request gets its first answer and changes nothing, and a secret is not given twice", async () => {
  const first = await post("one", robot("first"));
  expect(first.status).toBe(201);
  expect(first.headers.get("idempotency-replayed")).toBeNull();
  const { id, key: made } = (await first.json()) as { id: number; key: string };
  expect(made).toMatch(/^svk_/);
  const again = await post('"one"', robot("first"));
  expect(again.status).toBe(201);
  expect(again.headers.get("idempotency-replayed")).toBe("true");
  expect(await again.json()).toEqual({ id, key: null });
  expect(await named("first")).toBe(1);
  const kept = await sql<{ row: string }>`select row_to_json(a)::text as row from idempotent_answer a`.execute(desk.db);
  expect(JSON.stringify(kept.rows)).not.toContain(made);
});

test("of many at once one is carried out, and the others are told to come again or get its answer", async () => {
  const answers = await Promise.all(Array.from({ length: 12 }, () => post("many", robot("many"))));
  const codes = new Set(answers.map(({ status }) => status));
  for (const code of codes) expect([201, 409]).toContain(code);
  expect(await named("many")).toBe(1);
  for (const answer of answers.filter(({ status }) => status === 409)) {
    expect(answer.headers.get("retry-after")).toBe("1");
    expect(await answer.json()).toMatchObject({ code: "request-under-way" });
  }
});

test("while its first carrying out is open, the same request is told so", async () => {
  const name = { apiKeyId: (await desk.deps.keys.list()).at(-1)?.id ?? 0, route: "POST /api/v1/keys", key: "held" };
  await desk.deps.unitOfWork.transaction(async (stores) => {
    expect(await stores.idempotency.lock(name)).toBe(true);
    expect((await post("held", robot("held"))).status).toBe(409);
    expect((await post("other", robot("beside"))).status).toBe(201);
  });
  expect((await post("held", robot("held"))).status).toBe(201);
});

test("another request under the same key is refused, and the same key of another caller is another request", async () => {
  expect((await post("taken", robot("taken"))).status).toBe(201);
  const other = await post("taken", robot("other"));
  expect(other.status).toBe(422);
  expect(await other.json()).toMatchObject({ code: "idempotency-key-taken" });
  expect(await named("other")).toBe(0);
  expect((await post("taken", robot("other"), await desk.createKey("admin"))).status).toBe(201);
});

test("a refused request leaves nothing behind: mended, it is carried out under the same key", async () => {
  expect((await post("mended", { ...robot("mended"), agent: "nobody" })).status).toBe(400);
  expect((await post("mended", robot("mended"))).status).toBe(201);
});

test("an answer is kept for three days and then forgotten, also where nobody tidied", async () => {
  await post("old", robot("old"));
  await post("young", robot("young"));
  const age = (name: string, hours: number) =>
    sql`update idempotent_answer set at = desk_now() - make_interval(hours => ${hours}) where key = ${name}`.execute(
      desk.db,
    );
  await age("old", 72);
  await age("young", 71);
  expect((await post("old", robot("again"))).status).toBe(201);
  expect((await post("young", robot("young"))).headers.get("idempotency-replayed")).toBe("true");
  await age("old", 73);
  expect(await forgetAnswers(desk.deps.unitOfWork)).toBe(1);
  const left = await sql<{ key: string }>`select key from idempotent_answer`.execute(desk.db);
  expect(left.rows.map((row) => row.key)).not.toContain("old");
  expect(left.rows.map((row) => row.key)).toContain("young");
});

test.each(["", "with space", "ø", "x".repeat(256)])("the key %j is refused", async (written) => {
  const headers = { "idempotency-key": encodeURIComponent(written) === written ? written : "a b" };
  const answer = await desk.send("POST", "/api/v1/keys", { key, body: robot("bad"), headers });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ code: "invalid-request" });
});

test("ending a key has no body, and is answered the same again", async () => {
  const { id } = (await (await post("to-end", robot("to-end"))).json()) as { id: number };
  for (const replayed of [null, "true"]) {
    const answer = await desk.send("DELETE", `/api/v1/keys/${id}`, { key, idempotencyKey: "end" });
    expect(answer.status).toBe(204);
    expect(answer.headers.get("idempotency-replayed")).toBe(replayed);
    expect(await answer.text()).toBe("");
  }
  expect((await desk.deps.keys.find(id))?.revokedAt).not.toBeNull();
});
