import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { Check } from "typebox/schema";
import { createHttpServer, type HttpServer } from "../../src/adapters/http/create-http-server.ts";
import { FeedEvent } from "../../src/adapters/http/event-schemas.ts";
import { FEED_TYPES } from "../../src/domain/feed/feed-event.ts";
import { openTicket } from "../support/desk-story.ts";
import { type EventStream, openEventStream, type StreamedEvent } from "../support/event-stream.ts";
import { type HttpDesk, startHttpDesk } from "../support/http-desk.ts";
import { silentLog } from "../support/silent-log.ts";
import { until } from "../support/until.ts";

let desk: HttpDesk;
/** Another process over the same database. */
let other: HttpServer;
let key: string;
let refs = 0;
const REFS = ["SV-7K3M9-2", "SV-7K3M9-3", "SV-7K3M9-4", "SV-7K3M9-5", "SV-7K3M9-6", "SV-7K3M9-7", "SV-7K3M9-8"];

beforeAll(async () => {
  desk = await startHttpDesk({ streams: { anOwner: 1_000, quietMs: 50 } });
  other = await createHttpServer(desk.deps);
  key = await desk.createKey("read");
});
afterAll(async () => {
  await other.close();
  await desk.close();
});

async function follow(query = "", lastEventId?: string, at: { url: string } = desk, by = key): Promise<EventStream> {
  return await openEventStream(`${at.url}/api/v1/events${query}`, by, lastEventId);
}

async function say(organisation: string): Promise<void> {
  await desk.db
    .insertInto("organisation_event")
    .values({ organisation, at: new Date(), actor: "ops", type: "changed" })
    .execute();
}

async function openNext() {
  const ref = REFS[refs++] ?? "";
  await openTicket(desk, { ref });
  return await desk.db.selectFrom("ticket").selectAll().where("ref", "=", ref).executeTakeFirstOrThrow();
}

const names = (events: StreamedEvent[]) => events.map(({ data }) => data.organisation);

test("a stream begins with its place, and tells what happens as typed events with ids only", async () => {
  const stream = await follow();
  expect(stream.status).toBe(200);
  expect(stream.headers.get("content-type")).toBe("text/event-stream");
  expect(stream.headers.get("cache-control")).toBe("no-store, no-transform");
  const [began] = await stream.take(1);
  expect(began).toMatchObject({ type: "began", data: { id: began?.id } });
  expect(stream.text()).toMatch(/^retry: \d+\n\n/);
  const ticket = await openNext();
  const [opened] = await stream.take(1);
  expect(opened).toMatchObject({ type: "ticket.opened", data: { type: "ticket.opened", ticket: ticket.ref } });
  expect(Object.keys(opened?.data ?? {}).sort()).toEqual(["at", "id", "ticket", "type"]);
  await stream.close();
});

test("every type of event comes from what it tells of, and is what the document says", async () => {
  const stream = await follow();
  await stream.take(1);
  const ticket = await openNext();
  const { id } = ticket;
  const write = (text: string) => sql.raw(text.replaceAll("TICKET", String(id))).execute(desk.db);
  await write(`insert into ticket_event (ticket_id, at, type, actor) values (TICKET, desk_now(), 'opened', 'desk')`);
  await write(`insert into ticket_event (ticket_id, at, type, actor) values (TICKET, desk_now(), 'assigned', 'desk')`);
  await write(
    `insert into message (ticket_id, direction, author, sent_at) values (TICKET, 'inbound', 'requester', desk_now())`,
  );
  await write(`insert into desk_version (hash, document) values ('x', '{}')`);
  await write(`insert into sla_clock (ticket_id, kind, level, calendar, desk_version_id, state, started_at, target_minutes)
    select TICKET, 'resolution', 'B', 'office', max(id), 'running', desk_now(), 60 from desk_version`);
  await write(
    `insert into clock_event (clock_id, at, type) select id, desk_now(), 'start' from sla_clock where ticket_id = TICKET`,
  );
  for (const [step, kind] of ["warning", "breach", "escalation"].entries()) {
    await write(`insert into escalation (clock_id, generation, step, kind, due_at, fired_at)
      select id, 1, ${step}, '${kind}', desk_now(), desk_now() from sla_clock where ticket_id = TICKET`);
  }
  await write(
    `insert into outbox (ticket_id, class, message_id, envelope_from, bytes) values (TICKET, 'reply', '<a>', '', '')`,
  );
  await write(`update outbox set state = 'sending'`);
  await write(`update outbox set state = 'sent'`);
  await write(`insert into mailbox (name, folder) values ('support', 'INBOX')`);
  await write(`insert into raw_mail (sha256, size, bytes) values ('00', 0, '')`);
  await write(`insert into inbound_email (mailbox_id, sha256, channel) select id, '00', 'imap' from mailbox`);
  await write(`update inbound_email set state = 'quarantined'`);
  await write(`insert into webhook_delivery (webhook, event, ticket_id, payload) values ('chat', 'x', TICKET, '')`);
  await write(`update webhook_delivery set state = 'dead', next_at = null`);
  await write(`insert into trouble (name, since, seen_at) values ('database', desk_now(), desk_now())`);
  await write(`update trouble set red_ms = 5`);
  await write(`update trouble set told_at = desk_now()`);
  await write(`update trouble set red_ms = 9`);
  await write(`update trouble set ended_at = desk_now()`);
  await say("north");
  const events = await stream.take(14);
  expect(events.map(({ type }) => type)).toEqual([
    "ticket.opened",
    "ticket.changed",
    "ticket.message",
    "clock.changed",
    "clock.warned",
    "clock.breached",
    "clock.escalated",
    "outbox.changed",
    "outbox.changed",
    "inbound.changed",
    "webhook.dead",
    "trouble.began",
    "trouble.ended",
    "organisation.changed",
  ]);
  for (const { id: at, data } of events) {
    expect({ data, isAsDocumented: Check(FeedEvent, data) }).toEqual({ data, isAsDocumented: true });
    expect(data.id).toBe(at);
  }
  expect(new Set(events.map(({ type }) => type)).size).toBe(FEED_TYPES.length);
  await stream.close();
});

test("across lost connections and two servers nothing is left out and nothing told twice", async () => {
  const expected = Array.from({ length: 60 }, (_none, at) => `o${at}`);
  const first = await follow();
  await first.take(1);
  let id = first.lastId();
  const heard: unknown[] = [];
  await first.close();
  const writing = (async () => {
    for (const name of expected) await say(name);
  })();
  for (let turn = 0; heard.length < expected.length; turn++) {
    const stream = await follow("", id, turn % 2 === 0 ? other : desk);
    heard.push(...names(await stream.take(Math.min(7, expected.length - heard.length))));
    id = stream.lastId();
    await stream.close();
  }
  await writing;
  expect(heard).toEqual(expected);
  const again = await follow(`?after=${id}`);
  await say("last");
  expect(names(await again.take(1))).toEqual(["last"]);
  await again.close();
});

test("a filter passes over the rest, and the place goes on all the same", async () => {
  const ticket = await openNext();
  const another = await openNext();
  const started = await follow();
  await started.take(1);
  const about = await follow(
    `?ticket=${ticket.ref.toLowerCase()}&type=ticket.changed,ticket.message`,
    started.lastId(),
  );
  const from = started.lastId();
  await started.close();
  for (const one of [another, ticket]) {
    await desk.db
      .insertInto("ticket_event")
      .values({ ticket_id: one.id, at: new Date(), type: "closed", actor: "desk", data: "{}" })
      .execute();
  }
  expect(await about.take(1)).toMatchObject([{ data: { ticket: ticket.ref, change: "closed" } }]);
  await say("passed over");
  const place = async () => {
    await say("passed over");
    const before = about.lastId();
    // Comments come while nothing else does.
    const moved = about.take(1);
    await until(() => about.lastId() !== before);
    await about.close();
    await moved.catch(() => undefined);
    return about.lastId();
  };
  expect(Number((await place()).split("-")[1])).toBeGreaterThan(Number(from.split("-")[1]) + 2);
});

test.each([
  ["?type=ticket.exploded", 400, "invalid-request"],
  ["?ticket=SV-00000-0", 404, "not-found"],
  ["?after=yesterday", 400, "invalid-cursor"],
  ["?since=0-1", 400, "invalid-request"],
])("%s is refused before anything is streamed", async (query, status, code) => {
  const answer = await desk.get(`/api/v1/events${query}`, { key });
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ code });
});

test.each([
  ["revoked", { revoked_at: new Date(0) }],
  ["expired", { expires_at: new Date(0) }],
])("the stream of a key that is %s meanwhile ends, and tells nothing more", async (_what, change) => {
  const ending = await desk.createKey("read");
  const stream = await follow("", undefined, desk, ending);
  await stream.take(1);
  await desk.db
    .updateTable("api_key")
    .set(change)
    .where("prefix", "=", /^svk_([0-9a-f]+)_/.exec(ending)?.[1] ?? "")
    .execute();
  await say("secret");
  expect((await stream.rest()).map(({ type }) => type)).toEqual(["ended"]);
  expect(stream.text()).not.toContain("secret");
  expect((await follow("", stream.lastId(), desk, ending)).status).toBe(401);
});

test("a key has so many streams and no more, and one that is closed makes room", async () => {
  const server = await createHttpServer({ ...desk.deps, streams: { anOwner: 3 } });
  const open: EventStream[] = [];
  for (let stream = 0; stream < 3; stream++) open.push(await follow("", undefined, server));
  const refused = await follow("", undefined, server);
  expect(refused.status).toBe(429);
  expect(refused.headers.get("retry-after")).toBe("15");
  await open[0]?.close();
  await until(async () => {
    const next = await follow("", undefined, server);
    open.push(next);
    return next.status === 200;
  });
  expect((await follow("", undefined, server, await desk.createKey("admin"))).status).toBe(200);
  await server.close();
});

test("a client that goes while it is found out what it asks for leaves no stream behind", async () => {
  const ticket = await openNext();
  const { tickets } = desk.deps.stores;
  let isAsked = false;
  let answer: () => void = () => undefined;
  const findByRef = async (ref: string) => {
    isAsked = true;
    await new Promise<void>((resolve) => {
      answer = resolve;
    });
    return await tickets.findByRef(ref);
  };
  const stores = { ...desk.deps.stores, tickets: { ...tickets, findByRef } };
  const server = await createHttpServer({ ...desk.deps, stores, streams: { anOwner: 1 } });
  const leaving = new AbortController();
  const gone = fetch(`${server.url}/api/v1/events?ticket=${ticket.ref}`, {
    headers: { authorization: `Bearer ${key}` },
    signal: leaving.signal,
  });
  await until(() => isAsked);
  leaving.abort();
  await expect(gone).rejects.toThrow();
  // The server has heard of it once it answers what came later.
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  answer();
  const next = await follow("", undefined, server);
  expect(next.status).toBe(200);
  await next.close();
  await server.close();
});

test("a process has so many streams and no more, whoever asks, and says how many", async () => {
  const server = await createHttpServer({ ...desk.deps, streams: { inAll: 2 } });
  const open = [await follow("", undefined, server), await follow("", undefined, server, await desk.createKey("read"))];
  expect((await follow("", undefined, server, await desk.createKey("read"))).status).toBe(429);
  const watcher = await desk.createKey("metrics");
  const metrics = async () =>
    await (await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${watcher}` } })).text();
  expect(await metrics()).toContain("\nsvartid_event_streams 2\n");
  await Promise.all(open.map((stream) => stream.close()));
  await until(async () => (await metrics()).includes("\nsvartid_event_streams 0\n"));
  await server.close();
});

test("a client that takes nothing is cut, little is read for it, and it comes back for the rest", async () => {
  const begun = await follow();
  await begun.take(1);
  const from = begun.lastId();
  await begun.close();
  const total = 8_000;
  await sql`insert into organisation_event (organisation, at, actor, type)
    select 'slow' || n || repeat(' ', 2000), desk_now(), 'ops', 'changed' from generate_series(1, ${total}) n`.execute(
    desk.db,
  );
  let read = 0;
  let isCut = false;
  const info = () => {
    isCut = true;
  };
  const server = await createHttpServer({
    ...desk.deps,
    log: { ...silentLog, info },
    streams: { slowMs: 300 },
    follow: async function* (request) {
      for await (const part of desk.deps.follow(request)) {
        if (part.kind === "events") read += part.events.length;
        yield part;
      }
    },
  });
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.write(`GET /api/v1/events?after=${from} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${key}\r\n\r\n`);
  socket.pause();
  await until(() => isCut);
  expect(read).toBeLessThan(total / 2);
  let text = "";
  socket.on("data", (bytes) => {
    text += bytes;
  });
  socket.resume();
  await closed;
  const seen = [...text.matchAll(/^id: (\S+)\nevent: \S+\ndata: .*\n\n/gm)];
  const stream = await follow("", seen.at(-1)?.[1] ?? from);
  const rest = names(await stream.take(total - seen.length)).map((name) => String(name).trim());
  expect(rest).toHaveLength(total - seen.length);
  expect(rest[0]).toBe(`slow${seen.length + 1}`);
  expect(rest.at(-1)).toBe(`slow${total}`);
  await stream.close();
  await server.close();
});

test("a server that stops ends its streams where they can be taken up again", async () => {
  const stopping = await createHttpServer(desk.deps);
  const stream = await follow("", undefined, stopping);
  await stream.take(1);
  await stopping.close();
  expect(await stream.rest()).toEqual([]);
  expect(stream.text()).toContain(": the server stops");
  await say("meanwhile");
  const next = await follow("", stream.lastId(), other);
  expect(names(await next.take(1))).toEqual(["meanwhile"]);
  await next.close();
});
