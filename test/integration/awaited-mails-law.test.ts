import { afterEach, beforeEach, expect, test } from "@jest/globals";
import fc from "fast-check";
import { sql } from "kysely";
import { audit } from "../../src/usecases/audit.ts";
import { fileMailboxes } from "../../src/usecases/filing/file-mailboxes.ts";
import { wireAudit } from "../../src/wire-audit.ts";
import { acceptLate, fileLate, type LateMail } from "../support/late-mail.ts";
import { openTestDesk, type TestDesk } from "../support/open-test-desk.ts";
import { SALES_MAILBOX, SUPPORT_MAILBOX, testDesk } from "../support/test-desk.ts";

// Each run files a whole conversation on a database.
const RUNS = 20;

let desk: TestDesk;
const open = async () => {
  desk = await openTestDesk(testDesk(SUPPORT_MAILBOX + SALES_MAILBOX));
};
beforeEach(open);
afterEach(() => desk.close());

/**
 * Mails of one requester, each of which answers the one before and names all that came before it, an hour between them; the last came an hour ago. By
 * `length`, whether each is proved, which mailbox each came to, and the order in which they are filed.
 */
const conversation = fc.integer({ min: 2, max: 6 }).chain((length) =>
  fc.record({
    proved: fc.boolean(),
    mailboxes: fc.array(fc.nat(1), { minLength: length, maxLength: length }),
    order: fc.shuffledSubarray([...Array(length).keys()], { minLength: length }),
    together: fc.boolean(),
  }),
);
type Conversation = typeof conversation extends fc.Arbitrary<infer T> ? T : never;

function mailsOf({ proved, mailboxes }: Conversation): LateMail[] {
  const id = (place: number) => `mail-${place}`;
  return mailboxes.map((mailbox, place) => ({
    ...{ id: id(place), mailbox, proved },
    names: [...Array(place).keys()].map(id),
    minutesAgo: (mailboxes.length - place) * 60,
  }));
}

async function fileAll(mails: readonly LateMail[], together: boolean): Promise<void> {
  for (const mail of mails) await (together ? acceptLate(desk, mail) : fileLate(desk, mail));
  if (together) await fileMailboxes(desk.open.filing);
}

const rowsOf = async (query: ReturnType<typeof sql>) => (await query.execute(desk.open.database)).rows;

/**
 * Who else names the mail that all of a tree answer: strangers, proved and not, and somebody in the requester's name. In other words than the requester: the
 * same ones are acknowledged to one address twice in an hour, whoever wrote them.
 */
const OTHERS: readonly Partial<LateMail>[] = [
  { from: "eve@evil.example" },
  { from: "eve@evil.example", proved: false },
  { proved: false, text: "Det samme gælder hos os." },
];

/**
 * A tree of proved mails of one requester: each answers any of those before it, names all above it, and all are below one root, which never comes, is a
 * stranger's, or is their own. By `parents`: the parent of each of them, of which 0 is the root. `others`: mails that name the root alone.
 */
const tree = fc.integer({ min: 2, max: 5 }).chain((length) =>
  fc
    .record({
      root: fc.constantFrom("never" as const, "stranger" as const, "own" as const),
      parents: fc.tuple(...Array.from({ length }, (_, place) => fc.nat(place))),
      others: fc.array(fc.nat(OTHERS.length - 1), { maxLength: 3 }),
      together: fc.boolean(),
    })
    .chain((one) => {
      const count = 1 + one.parents.length + one.others.length;
      const places = [...Array(count).keys()];
      return fc.record({
        one: fc.constant(one),
        mailboxes: fc.array(fc.nat(1), { minLength: count, maxLength: count }),
        order: fc.shuffledSubarray(places, { minLength: count }),
      });
    }),
);
type Tree = typeof tree extends fc.Arbitrary<infer T> ? T : never;

const OWN = "mail-";

/** All mails in the order in which they came. Whoever writes in the requester's name may name what is theirs: that is another rule (mail.md, 3). */
function mailsOfTree({ one: { root, parents, others }, mailboxes }: Tree): (LateMail | null)[] {
  const above = (place: number): string[] => {
    const parent = parents[place - 1];
    return parent === undefined ? [] : [...above(parent), parent === 0 ? "root" : `${OWN}${parent}`];
  };
  const roots = { never: null, own: { id: "root" }, stranger: { id: "root", from: "eve@evil.example" } };
  const all = [
    roots[root],
    ...parents.map((_, place) => ({ id: `${OWN}${place + 1}`, names: above(place + 1) })),
    ...others.map((other, place) => ({ id: `other-${place}`, names: ["root"], ...OTHERS[other] })),
  ];
  const isForged = (mail: Partial<LateMail> | null) => mail?.proved === false && mail.from === undefined;
  return all.map((mail, place) => {
    if (mail === null || (root === "own" && isForged(mail))) return null;
    return { ...mail, mailbox: mailboxes[place] ?? 0, minutesAgo: (all.length - place) * 60 };
  });
}

/** What must be the same in whatever order they are filed: of the tickets that hold a mail of the tree. */
async function booksOfTree() {
  const tickets = sql`select ticket_id from message where authentic and from_address = 'lars@north.example'`;
  return {
    tickets: await rowsOf(sql`select state, level from ticket where id in (${tickets})`),
    messages: await rowsOf(
      sql`select message_id, author from message where ticket_id in (${tickets}) order by sent_at, id`,
    ),
    participants: await rowsOf(sql`select address, state from participant where ticket_id in (${tickets})`),
    acknowledged: await rowsOf(sql`
      select count(*)::int as count from outbox where class = 'acknowledgement' and ticket_id in (${tickets})`),
    promises: await rowsOf(sql`
      select kind, state, (select message_id from message where sent_at = started_at) as since from sla_clock
      where state <> 'cancelled' and ticket_id in (${tickets})`),
  };
}

/** What must be the same in whatever order they are filed. */
async function books() {
  return {
    tickets: await rowsOf(sql`select state, level, related_ticket_id from ticket`),
    messages: await rowsOf(sql`select message_id, author from message order by sent_at, id`),
    acknowledged: await rowsOf(sql`select count(*)::int as count from outbox where class = 'acknowledgement'`),
    promises: await rowsOf(sql`
      select kind, state, (select message_id from message where sent_at = started_at) as since from sla_clock where state <> 'cancelled'`),
  };
}

/** Of the ledgers; there is no mail server to be asked. */
async function bookFaults(): Promise<string[]> {
  const { checks } = await audit(await wireAudit(desk.open, { heal: false }));
  return checks
    .flatMap((check) => check.faults)
    .filter((fault) => !fault.startsWith("could not be looked at: The mail server"));
}

test("a conversation of one requester is one ticket, with one acknowledgement and one promise from its first mail, in whatever order it is filed", async () => {
  await fc.assert(
    fc.asyncProperty(conversation, async (one) => {
      const mails = mailsOf(one);
      await fileAll(
        one.order.map((place) => mails[place]!),
        one.together,
      );
      const found = await books();
      const faults = await bookFaults();
      await desk.close();
      await open();
      expect(faults).toEqual([]);
      expect(found).toEqual({
        tickets: [{ state: "new", level: "C", related_ticket_id: null }],
        messages: mails.map(({ id }) => ({ message_id: `<${id}@north.example>`, author: "requester" })),
        acknowledged: [{ count: 1 }],
        promises: [{ kind: "first_response", state: "running", since: "<mail-0@north.example>" }],
      });
    }),
    { numRuns: RUNS },
  );
}, 180_000);

test("proved answers of one requester to one mail are one ticket, with one acknowledgement and one promise, in whatever order and whoever else names that mail", async () => {
  await fc.assert(
    fc.asyncProperty(tree, async (one) => {
      const mails = mailsOfTree(one);
      await fileAll(
        one.order.flatMap((place) => mails[place] ?? []),
        one.one.together,
      );
      const found = await booksOfTree();
      const faults = await bookFaults();
      await desk.close();
      await open();
      const own = mails.filter((mail) => mail !== null && mail.from === undefined && mail.proved !== false);
      const ids = own.map((mail) => `<${mail?.id}@north.example>`);
      expect(faults).toEqual([]);
      expect(found).toEqual({
        tickets: [{ state: "new", level: "C" }],
        messages: ids.map((id) => ({ message_id: id, author: "requester" })),
        participants: [{ address: "lars@north.example", state: "requester" }],
        acknowledged: [{ count: 1 }],
        promises: [{ kind: "first_response", state: "running", since: ids[0] }],
      });
    }),
    { numRuns: RUNS },
  );
}, 180_000);
