import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { SYSTEM } from "../../src/domain/audit/audit-event.ts";
import type { Release } from "../../src/domain/releases/release.ts";
import { createTicketRef } from "../../src/domain/ticket/ticket-ref.ts";
import { importRelease } from "../../src/usecases/releases/import-release.ts";
import { openTicket, quarantine } from "../support/desk-story.ts";
import { type HttpDesk, startHttpDesk } from "../support/http-desk.ts";

let desk: HttpDesk;
let key: string;

beforeAll(async () => {
  desk = await startHttpDesk();
  key = await desk.createKey("admin");
  await importRelease(desk.deps.unitOfWork, release("told", "5.0"), SYSTEM);
});
afterAll(() => desk.close());

const stores = () => desk.deps.unitOfWork.reading;

function release(name: string, version: string): Release {
  const told = { module: "core", version, kind: "minor", availableOn: "2026-12-01" } as const;
  return { key: name, ...told, versions: [], hosting: null, fixes: [], notes: { da: "-", en: "-" } };
}

/** Letters that come before all others, and after all others, by turns: in a list by id they go before and behind any place in it. */
const idOf = (count: number) => `${count % 2 === 0 ? "a" : "z"}${String.fromCharCode(97 + count)}`;

async function addOrganisation(count: number): Promise<void> {
  const agreement = { from: "2026-01-01", to: "2099-12-31" };
  const body = { id: idOf(count), name: "-", domains: [`${idOf(count)}.example`], hosting: "vendor", agreement };
  expect((await desk.send("POST", "/api/v1/organisations", { key, body })).status).toBe(201);
}

/** One more of each list that has a cursor. */
const ADD: Readonly<Record<string, (count: number) => Promise<unknown>>> = {
  "/api/v1/tickets": (count) => openTicket(desk, { ref: createTicketRef(count) }),
  "/api/v1/inbound": (count) => quarantine(desk.db, { from: "x@far.example", subject: `${count}`, why: "-" }),
  async "/api/v1/outbox"() {
    const { outbox } = stores();
    const id = await outbox.nextId();
    const none = { ticketId: null, messageRowId: null, mailboxId: null, notBefore: null };
    const mail = { messageId: `<o.${id}@desk.example>`, envelopeFrom: "", bytes: Buffer.from("-") };
    const recipients = [{ address: "ops@desk.example", role: "other" as const }];
    await outbox.insert({ id, class: "alert", recipients, ...none, ...mail });
  },
  "/api/v1/alerts": () =>
    sql`insert into alert (kind, recipient) values ('breach', 'ops@desk.example')`.execute(desk.db),
  "/api/v1/webhooks": () =>
    sql`insert into webhook_delivery (webhook, event, payload) values ('chat', 'alert.breach', '{}')`.execute(desk.db),
  async "/api/v1/known-errors"(count) {
    const at = await stores().now();
    await stores().knownErrors.create({ title: `Error ${count}`, modules: [], hosting: null, at, by: "ops" });
  },
  async "/api/v1/changes"(count) {
    const { id = 0 } = (await stores().releases.find("told")) ?? {};
    const of = { releaseId: id, at: await stores().now(), module: "core", version: "5.3", text: "-" };
    await stores().changes.addInstalled({ ...of, organisation: `o${count}` });
  },
  "/api/v1/releases": (count) => importRelease(desk.deps.unitOfWork, release(`r${count}`, `6.${count}`), SYSTEM),
  "/api/v1/releases/{id}/notices": (count) =>
    sql`insert into release_recipient (release_id, address, language, organisations, reported)
      select id, ${`${idOf(count)}@north.example`}, 'da', '[]', '[]' from release where key = 'told'`.execute(desk.db),
  "/api/v1/organisations": addOrganisation,
  "/api/v1/agreements": (count) => addOrganisation(count + 10),
  "/api/v1/keys": () => desk.createKey("read"),
  "/api/v1/audit": () => desk.createKey("read"),
};

test("every list that has a cursor is paged here", async () => {
  const { paths } = (await (await desk.get("/openapi.json")).json()) as {
    paths: Record<string, { get?: { parameters?: { name: string }[] } }>;
  };
  const paged = Object.entries(paths).filter(([, { get }]) => get?.parameters?.some(({ name }) => name === "cursor"));
  expect(paged.map(([path]) => path).sort()).toEqual(Object.keys(ADD).sort());
});

test.each(Object.entries(ADD))(
  "%s: while more comes between its pages, nothing that was there is missing, and nothing comes twice",
  async (pattern, add) => {
    const path = pattern.replace("{id}", "told");
    let count = 0;
    for (; count < 5; count++) await add(count);
    const before = (await page(path, "?limit=200")).items;
    expect(before.length).toBeGreaterThanOrEqual(5);

    const seen: string[] = [];
    let pages = 0;
    for (let cursor: string | null = ""; cursor !== null; pages++) {
      const { items, next } = await page(path, `?limit=2${cursor === "" ? "" : `&cursor=${cursor}`}`);
      expect(items.length).toBeLessThanOrEqual(2);
      seen.push(...items);
      if (next !== null) await add(count++);
      cursor = next;
    }
    expect(pages).toBeGreaterThan(2);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((one) => before.includes(one))).toEqual(before);
    const foreign = Buffer.from("another:1").toString("base64url");
    expect((await desk.get(`${path}?cursor=${foreign}`, { key })).status).toBe(400);
  },
);

/** The rows of one page, each by what tells it from the others. */
async function page(path: string, query: string): Promise<{ items: string[]; next: string | null }> {
  const answer = await desk.get(path + query, { key });
  expect(answer.status).toBe(200);
  const { items, next } = (await answer.json()) as { items: Record<string, unknown>[]; next: string | null };
  return { items: items.map((one) => String(one.id ?? one.ref ?? one.organisation ?? one.address)), next };
}
