import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { sql } from "kysely";
import pg from "pg";
import { openDatabase } from "../../src/adapters/postgres/database.ts";
import { createFeedStore } from "../../src/adapters/postgres/feed-store.ts";
import { createUnitOfWork } from "../../src/adapters/postgres/unit-of-work.ts";
import type { FeedPlace } from "../../src/domain/feed/feed-place.ts";
import { readFeedPlace } from "../../src/domain/feed/feed-place.ts";
import { instant } from "../../src/domain/time/instant.ts";
import { dropOldEvents, FEED_KEPT_DAYS } from "../../src/usecases/feed/drop-old-events.ts";
import { FEED_PAGE, type FeedPart } from "../../src/usecases/feed/follow-feed.ts";
import { wireFeed } from "../../src/wire-feed.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { seededChance } from "../support/seeded-chance.ts";
import { silentLog } from "../support/silent-log.ts";

let database: TestDatabase;
let db: ReturnType<typeof openDatabase>;

beforeEach(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.url, log: silentLog, maxConnections: 6 });
});
afterEach(async () => {
  await db.destroy();
  await database.drop();
});

/** A transaction of its own that says `word`, open until it is told how to end. */
async function begin(...words: string[]) {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query("begin");
  for (const word of words) await client.query(...say(word));
  return async (how: "commit" | "rollback") => {
    await client.query(how);
    await client.end();
  };
}

function say(word: string): [string, string[]] {
  return [
    "insert into organisation_event (organisation, at, actor, type) values ($1, desk_now(), 'ops', 'changed')",
    [word],
  ];
}

/** Follows until `isEnough`, and gives the words it heard with the place it came to. */
async function hear(after: FeedPlace | null, isEnough: (heard: readonly string[]) => boolean) {
  const ending = new AbortController();
  const heard: string[] = [];
  let id = "";
  for await (const part of wireFeed(db, database.url)({ after, filter: {}, quietMs: 50, signal: ending.signal })) {
    if (part.kind === "events") heard.push(...part.events.map(({ organisation }) => String(organisation)));
    id = part.id;
    if (isEnough(heard)) break;
  }
  ending.abort();
  return { heard, place: readFeedPlace(id) };
}

async function firstPart(after: FeedPlace | null): Promise<FeedPart | undefined> {
  for await (const part of wireFeed(
    db,
    database.url,
  )({
    after,
    filter: {},
    quietMs: 50,
    signal: AbortSignal.timeout(60_000),
  }))
    return part;
  return undefined;
}

test("what began first and is committed last is told last, and to who heard the other one before", async () => {
  const start = (await hear(null, () => true)).place;
  const first = await begin("first");
  const second = await begin("second");
  await second("commit");
  const one = await hear(start, (heard) => heard.length > 0);
  expect(one.heard).toEqual(["second"]);
  await first("commit");
  expect((await hear(one.place, (heard) => heard.length > 0)).heard).toEqual(["first"]);
  expect((await hear(start, (heard) => heard.length > 1)).heard).toEqual(["second", "first"]);
});

test("whoever comes back as often as they like hears all that was committed once, whatever the order of its end", async () => {
  const chance = seededChance(20261129);
  const start = (await hear(null, () => true)).place;
  const expected = new Set<string>();
  let isOver = false;
  const write = async (writer: number) => {
    for (let turn = 0; turn < 25; turn++) {
      const words = [`${writer}.${turn}.a`, `${writer}.${turn}.b`];
      const end = await begin(...words);
      await new Promise((resolve) => setTimeout(resolve, chance() * 30));
      const isKept = chance() < 0.8;
      await end(isKept ? "commit" : "rollback");
      if (isKept) for (const word of words) expected.add(word);
    }
  };
  const follow = async () => {
    const all: string[] = [];
    let place = start;
    while (!isOver || all.length < expected.size) {
      const patience = 1 + Math.floor(chance() * 8);
      let parts = 0;
      const some = await hear(place, (heard) => heard.length >= patience || ++parts > 3);
      all.push(...some.heard);
      place = some.place;
    }
    return all;
  };
  const followers = [follow(), follow(), follow()];
  await Promise.all([1, 2, 3, 4, 5].map(write));
  isOver = true;
  const [one = [], ...others] = await Promise.all(followers);
  expect([...one].sort()).toEqual([...expected].sort());
  expect(expected.size).toBeGreaterThan(100);
  // The same order for all, and within a transaction that of its writing.
  for (const other of others) expect(other).toEqual(one);
  for (const word of one.filter((some) => some.endsWith("a"))) {
    expect(one.indexOf(word.replace("a", "b"))).toBeGreaterThan(one.indexOf(word));
  }
}, 120_000);

test("the order is that of writing, wherever the rows lie in their table and whatever way the database joins them", async () => {
  await (await begin("before"))("commit");
  const start = (await hear(null, () => true)).place;
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  // Of a table without anything new it knows no better than to look all new ones up for each that it finds.
  await client.query("analyze feed_event");
  await client.query("begin");
  for (const word of ["first", "second"]) await client.query(...say(word));
  // What is written again lies behind what came after it.
  await client.query(
    "update feed_event set word = word where id = (select min(id) from feed_event where position is null)",
  );
  await client.query("commit");
  await client.end();
  expect((await hear(start, (heard) => heard.length > 1)).heard).toEqual(["first", "second"]);
});

test("who comes back after more than a page is told all of it", async () => {
  const start = (await hear(null, () => true)).place;
  const words = Array.from({ length: FEED_PAGE * 2 + 1 }, (_none, at) => `w${at}`);
  await (await begin(...words))("commit");
  expect((await hear(start, (heard) => heard.length >= words.length)).heard).toEqual(words);
});

test("what is too old is dropped, and who comes back from before is told that there is a gap", async () => {
  const feed = createFeedStore(db);
  const { reading } = createUnitOfWork(db);
  const start = (await hear(null, () => true)).place;
  await (await begin("old", "older"))("commit");
  await db
    .updateTable("feed_event")
    .set({ at: new Date((await reading.now()) - FEED_KEPT_DAYS * 86_400_000 - 1) })
    .execute();
  await (await begin("new"))("commit");
  // Nobody asked yet: they are put in their place before they go.
  expect(await dropOldEvents(feed, reading)).toBe(2);
  expect(await feed.dropBefore(instant(0), 10)).toBe(0);
  const gap = await firstPart(start);
  expect(gap?.kind).toBe("gap");
  const mark = await feed.advance();
  expect(gap?.id).toBe(`${mark.generation}-${mark.newest}`);
  const kept = { generation: mark.generation, position: mark.droppedThrough };
  expect((await hear(kept, (heard) => heard.length > 0)).heard).toEqual(["new"]);
});

test("what is dropped while a client takes what came before it is a gap, and not passed over", async () => {
  const feed = createFeedStore(db);
  const { reading } = createUnitOfWork(db);
  const after = (await hear(null, () => true)).place;
  await (await begin(...Array.from({ length: FEED_PAGE + 1 }, (_none, at) => `w${at}`)))("commit");
  const ending = new AbortController();
  const parts = wireFeed(db, database.url)({ after, filter: {}, quietMs: 50, signal: ending.signal });
  expect((await parts.next()).value).toMatchObject({ kind: "events" });
  await db
    .updateTable("feed_event")
    .set({ at: new Date((await reading.now()) - FEED_KEPT_DAYS * 86_400_000 - 1) })
    .execute();
  expect(await dropOldEvents(feed, reading)).toBe(FEED_PAGE + 1);
  await (await begin("new"))("commit");
  const gap = (await parts.next()).value as FeedPart;
  expect(gap.kind).toBe("gap");
  await parts.return();
  // What is read anew after the gap holds all up to its place.
  expect(readFeedPlace(gap.id)?.position).toBe((await feed.advance()).newest);
});

test("whoever files pays for one index of the feed", async () => {
  const found = await sql<{ text: string }>`
    select pg_get_indexdef(indexrelid) as text from pg_index where indrelid = 'feed_event'::regclass`.execute(db);
  const paid = found.rows.filter(({ text }) => !text.endsWith('WHERE ("position" IS NOT NULL)'));
  expect(paid).toEqual([{ text: expect.stringMatching(/WHERE \("position" IS NULL\)$/) }]);
});

test("a place in the history of a database that was lost is a gap, and so is one that was never given", async () => {
  await (await begin("before"))("commit");
  const place = (await hear(null, () => true)).place;
  expect(place).not.toBeNull();
  expect((await firstPart(place))?.kind).toBe("events");
  expect((await firstPart({ generation: 0, position: 1_000_000 }))?.kind).toBe("gap");
  await db.insertInto("restoration").values({ taken_at: new Date(), ran_until: new Date() }).execute();
  expect((await firstPart(place))?.kind).toBe("gap");
  const restored = (await hear(null, () => true)).place;
  expect((await firstPart(restored))?.kind).toBe("events");
  // The same backup once more, a moment later: what happened after the first time is lost too.
  await sql`update restoration set restored_at = restored_at + interval '5 milliseconds'`.execute(db);
  expect((await firstPart(restored))?.kind).toBe("gap");
});
