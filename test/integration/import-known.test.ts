import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { sql } from "kysely";
import { mailFiles } from "../../src/adapters/files/read-mails.ts";
import { audit } from "../../src/usecases/audit.ts";
import { importMails } from "../../src/usecases/imports/import-mails.ts";
import { surveyMails } from "../../src/usecases/imports/survey-mails.ts";
import type { MailSource } from "../../src/usecases/ports/mail-source.ts";
import { wireAudit } from "../../src/wire-audit.ts";
import { fileLate, type LateMail, writeLate } from "../support/late-mail.ts";
import { openTestDesk, type TestDesk } from "../support/open-test-desk.ts";
import { SUPPORT_MAILBOX, testDesk } from "../support/test-desk.ts";

// Old mail of conversations that go on at the desk.

const EVE = "eve@evil.example";
const METTE = "mette@north.example";
const AGENT = "one@desk.example";

let desk: TestDesk;
let directory: string;

const open = async () => {
  desk = await openTestDesk(testDesk(SUPPORT_MAILBOX));
};
beforeEach(async () => {
  await open();
  directory = mkdtempSync(join(tmpdir(), "svartid-known-"));
});
afterEach(async () => {
  await desk.close();
  rmSync(directory, { recursive: true });
});

const stores = () => desk.open.unitOfWork.reading;
const file = (mail: LateMail) => fileLate(desk, mail);
const rowsOf = async (query: ReturnType<typeof sql>) => (await query.execute(desk.open.database)).rows;
const idsOn = async (id: number | null) =>
  (await stores().tickets.listMessages(id ?? 0)).map(({ messageId }) => messageId?.split("@")[0]?.slice(1));

/** Takes these mails over from an mbox. `to`: whom a mail was written to, where that is not the desk. */
function importAll(...mails: (LateMail & { to?: string })[]) {
  return importFrom(mailFiles, mails);
}

async function importFrom(source: MailSource, mails: readonly (LateMail & { to?: string })[]) {
  const path = join(directory, "old.mbox");
  const written = mails.map(({ to = "support@desk.example", ...mail }) =>
    writeLate(mail).replaceAll("\r\n", "\n").replace("To: support@desk.example", `To: ${to}`),
  );
  writeFileSync(path, written.map((mail) => `From - Mon Mar 04 08:15:00 2019\n${mail}\n`).join(""));
  const { filing, unitOfWork, randomness, mailboxIds } = desk.open;
  const { parser, context } = filing;
  const [mailboxId = 0] = mailboxIds.values();
  const surveyed = await surveyMails({ source, parser, desk: context.desk, nobody: null }, [path]);
  const { desk: settings, pseudonyms } = context;
  const deps = { source, parser, unitOfWork, desk: settings, pseudonyms, randomness, mailboxId };
  return await importMails({ ...deps, name: "mbox", onProgress: () => undefined }, surveyed);
}

/** What an import must leave as it is. */
async function standing(ticket: number | null) {
  const tables = ["outbox", "webhook_delivery", "sla_clock", "clock_event", "alert", "automatic_answer", "survey"];
  const counts = await Promise.all(tables.map((name) => rowsOf(sql`select count(*) from ${sql.table(name)}`)));
  return {
    counts,
    ticket: await rowsOf(sql`select * from ticket where id = ${ticket}`),
    clocks: await rowsOf(sql`select * from sla_clock where ticket_id = ${ticket} order by id`),
    participants: await stores().tickets.listParticipants(ticket ?? 0),
    thread: (await stores().tickets.readThread(ticket ?? 0, 5)).question,
    newest: await stores()
      .tickets.listNewest(ticket ?? 0, { exceptInboundEmailId: 0, limit: 5, characters: 100 })
      .then(({ newest }) => newest),
  };
}

const GOES_ON: LateMail = { id: "c", names: ["a", "b"] };
const OLD: readonly (LateMail & { to?: string })[] = [
  { id: "a" },
  { id: "b", names: ["a"], from: AGENT, to: "lars@north.example" },
];

describe("old mail of a conversation that goes on at the desk", () => {
  test.each(["new", "resolved", "closed"])(
    "is on its ticket, which is %s and stays as it was, at whatever run",
    async (state) => {
      const ticket = await file(GOES_ON);
      await rowsOf(sql`update ticket set state = ${state}, resolved_at = case when ${state} = 'resolved' then desk_now() end,
      closed_at = case when ${state} = 'closed' then desk_now() end`);
      const before = await standing(ticket);
      expect(await importAll(...OLD)).toEqual({ opened: 0, joined: 1, messages: 2, known: 0, erased: 0 });
      expect(await importAll(...OLD)).toEqual({ opened: 0, joined: 0, messages: 0, known: 2, erased: 0 });
      expect(await standing(ticket)).toEqual(before);
      expect((await idsOn(ticket)).toSorted()).toEqual(["a", "b", "c"]);
      const events = await stores().tickets.listEvents(ticket ?? 0);
      expect(events.filter(({ type }) => type === "imported-more")).toHaveLength(1);
      const { checks } = await audit(await wireAudit(desk.open, { heal: false }));
      const faults = checks.flatMap((check) => check.faults);
      expect(faults.filter((fault) => !fault.startsWith("could not be looked at: The mail server"))).toEqual([]);
    },
  );

  test("is there once where the mailbox has some of it, and a mail that names it joins it", async () => {
    const ticket = await file(GOES_ON);
    const more: LateMail = { id: "d", names: ["c"] };
    expect(await importAll(...OLD, GOES_ON, more)).toEqual({ opened: 0, joined: 1, messages: 3, known: 1, erased: 0 });
    expect((await idsOn(ticket)).toSorted()).toEqual(["a", "b", "c", "d"]);
    expect(await file({ id: "e", names: ["a"], proved: false })).toBe(ticket);
  });

  test("is not what came last, however much of it there is: answers and notices hang on what was there", async () => {
    const ticket = await file(GOES_ON);
    const before = await standing(ticket);
    const many = Array.from({ length: 45 }, (_, place) => ({ id: `old-${place}`, names: ["a"] }));
    expect(await importAll(...OLD, ...many)).toMatchObject({ joined: 1, messages: 47 });
    expect(await standing(ticket)).toEqual(before);
    expect((await stores().tickets.readThread(ticket ?? 0, 5)).messageIds).toEqual(["<c@north.example>"]);
  });

  test("goes on on the same ticket where the import broke off, and nothing is there twice", async () => {
    const ticket = await file(GOES_ON);
    const mails = [...OLD, ...Array.from({ length: 45 }, (_, place) => ({ id: `old-${place}`, names: ["a"] }))];
    let read = 0;
    const breaking: MailSource = {
      ...mailFiles,
      readAgain: async (at) => {
        read += 1;
        if (read > 30) throw new Error("the disk is gone");
        return await mailFiles.readAgain(at);
      },
    };
    await expect(importFrom(breaking, mails)).rejects.toThrow("the disk is gone");
    expect(await idsOn(ticket)).toHaveLength(21);
    expect(await importAll(...mails)).toEqual({ opened: 0, joined: 1, messages: 27, known: 20, erased: 0 });
    expect(new Set(await idsOn(ticket)).size).toBe(48);
    expect(await stores().tickets.list({ limit: 9 })).toHaveLength(1);
  });

  test("is on the ticket that its own was merged into, and that has the same requester", async () => {
    const into = await file({ id: "other" });
    const ticket = await file(GOES_ON);
    await rowsOf(sql`update ticket set merged_into_id = ${into}, state = 'closed' where id = ${ticket}`);
    expect(await importAll(...OLD)).toMatchObject({ joined: 1 });
    expect((await idsOn(into)).toSorted()).toEqual(["a", "b", "other"]);
  });
});

describe("old mail that may not be put on a ticket of the desk is a closed ticket of its own", () => {
  const apart = async (
    ticket: number | null,
    related: number | null,
    mails: readonly (LateMail & { to?: string })[],
  ) => {
    const before = await standing(ticket);
    const on = await idsOn(ticket);
    expect(await importAll(...mails)).toMatchObject({ opened: 1, joined: 0, messages: mails.length });
    expect(await importAll(...mails)).toMatchObject({ opened: 0, joined: 0, messages: 0 });
    expect(await standing(ticket)).toEqual(before);
    expect(await idsOn(ticket)).toEqual(on);
    const [own] = await stores().tickets.list({ limit: 1 });
    expect(own).toMatchObject({ state: "closed", relatedTicketId: related });
  };

  test("a stranger's, that names a mail on the ticket or is named there", async () => {
    const ticket = await file(GOES_ON);
    await apart(ticket, null, [
      { id: "a", from: EVE },
      { id: "x", from: EVE, names: ["a", "c"] },
    ]);
  });

  test("where somebody wrote who takes no part: agents see that it may belong there", async () => {
    const ticket = await file(GOES_ON);
    await apart(ticket, ticket, [...OLD, { id: "x", from: METTE, names: ["a"] }]);
  });

  test("where the desk wrote to somebody else", async () => {
    const ticket = await file(GOES_ON);
    await apart(ticket, ticket, [{ id: "a" }, { id: "b", names: ["a"], from: AGENT, to: METTE }]);
  });

  test("where a mail has the Message-ID of another one on the ticket", async () => {
    const ticket = await file(GOES_ON);
    await apart(ticket, ticket, [...OLD, { ...GOES_ON, text: "Noget helt andet" }]);
  });

  test("what only a mail names that nothing proves to be theirs", async () => {
    const ticket = await file({ ...GOES_ON, proved: false });
    await apart(ticket, null, OLD);
  });

  test("where a stranger has mails of these Message-IDs on older tickets, however many: agents see where it belongs", async () => {
    const mails = [...OLD, ...["x", "y", "z"].map((id): LateMail => ({ id, names: ["a"] }))];
    for (const { id } of mails) {
      for (let copy = 0; copy < 5; copy++) await file({ id, from: EVE, text: `Mail ${copy} af ${id}` });
    }
    const ticket = await file({ ...GOES_ON, names: ["a", "b"] });
    await apart(ticket, ticket, mails);
  });

  test("where the ticket was merged into somebody else's", async () => {
    const into = await file({ id: "other", from: METTE });
    const ticket = await file(GOES_ON);
    await rowsOf(sql`update ticket set merged_into_id = ${into}, state = 'closed' where id = ${ticket}`);
    await apart(into, null, OLD);
  });
});

test("however a conversation is parted between the desk and two imports, each mail is on its one ticket, once", async () => {
  const ids = ["a", "b", "c", "d", "e"];
  const mails = ids.map((id, place): LateMail => ({ id, names: ids.slice(0, place) }));
  await fc.assert(
    fc.asyncProperty(
      fc.subarray(mails, { minLength: 1 }),
      fc.shuffledSubarray(mails),
      fc.shuffledSubarray(mails),
      async (come, first, second) => {
        const tickets = new Set<number | null>();
        for (const mail of come) tickets.add(await file(mail));
        const [ticket = null] = tickets;
        const before = await standing(ticket);
        for (const some of [first, second, second]) if (some.length > 0) await importAll(...some);
        const on = await idsOn(ticket);
        const count = (await stores().tickets.list({ limit: 9 })).length;
        const after = await standing(ticket);
        await desk.close();
        await open();
        expect([tickets.size, count]).toEqual([1, 1]);
        expect(on.toSorted()).toEqual(
          ids.filter((id) => [...come, ...first, ...second].some((mail) => mail.id === id)),
        );
        expect(after).toEqual(before);
      },
    ),
    { numRuns: 15 },
  );
}, 120_000);
