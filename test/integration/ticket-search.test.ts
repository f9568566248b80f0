import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Kysely } from "kysely";
import { openDatabase } from "../../src/adapters/postgres/database.ts";
import type { Schema } from "../../src/adapters/postgres/schema.ts";
import { createUnitOfWork } from "../../src/adapters/postgres/unit-of-work.ts";
import { instant } from "../../src/domain/time/instant.ts";
import type { TicketFilter, TicketStore } from "../../src/usecases/ports/ticket-store.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { addOldTickets } from "../support/old-tickets.ts";
import { silentLog } from "../support/silent-log.ts";

let database: TestDatabase;
let db: Kysely<Schema>;
let tickets: TicketStore;

const HOSTILE = `${"x".repeat(900)} a.${"b.".repeat(5_000)} \\':*&|!<-> \u0000 \ud800`;
const TICKETS = [
  ["SV-7K3M9-2", "Natlig import står stille [INC0012345]", "søren.bech@south-water.example", "Søren Bæk-Ærø"],
  ["SV-BBBBB-B", "SAG NR. 2026/118: ÅRSAFLÆSNING", "INFO@north.example", ""],
  ["SV-CCCCC-C", "Måler virker ikke", "anna@north.example", "Anna O'Neill"],
  ["SV-DDDDD-D", HOSTILE, "odd@east.example", "%_\\"],
] as const;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.url, log: silentLog, maxConnections: 2 });
  tickets = createUnitOfWork(db).reading.tickets;
  for (const [ref, subject, address, name] of TICKETS) {
    await tickets.open({
      ...{ ref, subject, requester: { address, name }, state: "new", level: "C", mailboxId: null, organisation: null },
      ...{ agreement: null, hosting: null, service: null, activity: null, coverage: "unknown", responsible: "vendor" },
      ...{ team: null, agent: null, language: "da", relatedTicketId: null, openedAt: instant(0) },
    });
  }
});

afterAll(async () => {
  await db.destroy();
  await database.drop();
});

test.each([
  ["a ref as it stands", "SV-7K3M9-2", "7K3M9"],
  ["a ref in small letters with a hash before it", "#sv-7k3m9", "7K3M9"],
  ["a part of a ref", "7k3", "7K3M9"],
  ["the beginning of a word", "impo", "7K3M9"],
  ["Danish letters, small for capitals", "årsaflæsning", "BBBBB"],
  ["Danish letters, capitals for small", "MÅLER STÅR", ""],
  ["capitals for small", "MÅLER VIRKER", "CCCCC"],
  ["a Danish letter typed as letter and accent", "a\u030arsafl\u00e6sning", "BBBBB"],
  ["a Danish name", "bæk-ærø", "7K3M9"],
  ["a part of a Danish name", "ærø", "7K3M9"],
  ["an address", "søren.bech@south-water.example", "7K3M9"],
  ["the name before an address's @", "søren.bech@", "7K3M9"],
  ["a domain", "north.example", "BBBBB CCCCC"],
  ["a domain with its @", "@north.example", "BBBBB CCCCC"],
  ["the beginning of a domain", "south-wa", "7K3M9"],
  ["an address in other letters", "info@NORTH.example", "BBBBB"],
  ["somebody else's number", "INC0012345", "7K3M9"],
  ["somebody else's number in brackets", "[inc0012345]", "7K3M9"],
  ["a number with a slash", "2026/118", "BBBBB"],
  ["a part of a number with a slash", "118", "BBBBB"],
  ["words of ref, name and subject together", "virker anna ccccc", "CCCCC"],
  ["two words of which one is missing", "import anna", ""],
  ["what stands in the middle of a word", "mport", ""],
  ["a name with an apostrophe", "o'neill", "CCCCC"],
  ["a single letter, which is a whole word or nothing", "o", ""],
  ["nothing but punctuation", "*** %", ""],
  ["the language of the index", "import | anna", ""],
  ["its negation", "!import", "7K3M9"],
  ["quotes and backslashes", "'\\ ' north.example:* \\", "BBBBB CCCCC"],
  ["bytes that no text may hold", "import\u0000 \ud800", ""],
  ["a long word", "x".repeat(200), "DDDDD"],
])("%s: %j", async (_name, q, found) => {
  expect(await search({ q })).toEqual(found === "" ? [] : found.split(" ").map(refOf));
});

test("a search holds together with the other filters and by pages", async () => {
  expect(await search({ q: "north.example", state: "closed" })).toEqual([]);
  expect(await search({ q: "north.example", level: "C", limit: 1 })).toEqual([refOf("CCCCC")]);
});

test("a rare word is found beyond the newest thousands, and a page goes on where the one before ended", async () => {
  await addOldTickets(db, { tickets: 12_000 });
  const [, second] = await search({ q: "årsaflæsning" });
  expect(second).toBeUndefined();
  expect(await search({ q: "årsaflæsning" })).toEqual([refOf("BBBBB")]);
  expect(await search({ q: "north.example", limit: 1 })).toEqual([refOf("CCCCC")]);
  const seen: string[] = [];
  for (let beforeId: number | undefined; ; ) {
    const page = await tickets.list({ q: "pumpe", limit: 199, ...(beforeId === undefined ? {} : { beforeId }) });
    seen.push(...page.map(({ ref }) => ref));
    if (page.length < 199) break;
    beforeId = page.at(-1)?.id;
  }
  const every = await db
    .selectFrom("ticket")
    .select("ref")
    .where("subject", "like", "%pumpe%")
    .orderBy("id", "desc")
    .execute();
  expect(seen).toEqual(every.map(({ ref }) => ref));
});

async function search(filter: Partial<TicketFilter>): Promise<string[]> {
  return (await tickets.list({ limit: 50, ...filter })).map(({ ref }) => ref).toSorted();
}

function refOf(part: string): string {
  return TICKETS.find(([ref]) => ref.includes(part))?.[0] ?? part;
}
