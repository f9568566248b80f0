import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { createMessageId } from "../../src/domain/outbound/own-message-id.ts";
import { instant } from "../../src/domain/time/instant.ts";
import { pauseClocks } from "../../src/usecases/clock/pause-clocks.ts";
import { AWAITED_DAYS, forgetAwaited } from "../../src/usecases/filing/forget-awaited.ts";
import { acceptLate, fileLate, type LateMail } from "../support/late-mail.ts";
import { openTestDesk, type TestDesk } from "../support/open-test-desk.ts";
import { SUPPORT_MAILBOX, testDesk } from "../support/test-desk.ts";

// A mail that is filed after its own answer: two readers, a reading that was tried again, a second mailbox, a slow folder.

const C = "name: { da: n, en: n }, definition: { da: d, en: d }, calendar: office";
const LEVELS = `levels: { C: { ${C}, firstResponse: 16h, nextResponse: 4h, resolution: 40h } }\n`;

let desk: TestDesk;

beforeEach(async () => {
  desk = await openTestDesk(testDesk(SUPPORT_MAILBOX + LEVELS));
});
afterEach(() => desk.close());

const stores = () => desk.open.unitOfWork.reading;
const file = (mail: LateMail) => fileLate(desk, mail);
const find = async (id: number | null) => (await stores().tickets.find(id ?? 0))!;
const clocksOf = async (id: number | null) => await stores().clocks.listForTicket(id ?? 0);
const eventsOf = async (id: number | null) => (await stores().tickets.listEvents(id ?? 0)).map(({ type }) => type);
const mailsOf = async (id: number | null, name: string) =>
  (await stores().outbox.list({ ticketId: id ?? 0, limit: 100 })).filter((mail) => mail.class === name);
const rows = async <Row extends object>(query: ReturnType<typeof sql>) =>
  (await query.execute(desk.open.database)).rows as Row[];
const awaited = async () => (await rows(sql`select * from awaited_mail`)).length;
const reasonsOf = async (id: string) =>
  (
    await rows<{
      reasons: string[];
    }>(sql`select reasons from filing join inbound_email on inbound_email.id = inbound_email_id
      where message_id = ${`<${id}@north.example>`}`)
  )[0]?.reasons;

const merge = async (ticket: number | null, into: number | null) =>
  await sql`update ticket set merged_into_id = ${into}, state = 'closed' where id = ${ticket}`.execute(
    desk.open.database,
  );

/** The words of the notices that agents got about a ticket, the last of them. */
async function lastNotice(ticketId: number | null): Promise<string> {
  const [notice] = await mailsOf(ticketId, "notification");
  const { bytes } = (await stores().outbox.find(notice?.id ?? 0))!;
  const parsed = await desk.open.filing.parser.parse(bytes, { trustedAuthServers: [], dns: "none", ownAddresses: [] });
  return parsed.ok ? parsed.mail.text : "";
}

const QUESTION: LateMail = { id: "question", minutesAgo: 50 };
const ANSWER: LateMail = { id: "answer", names: ["question"], minutesAgo: 20 };

describe("a mail that is filed after its own answer", () => {
  test("joins the ticket that its answer opened, stands before it, and the filing says why", async () => {
    const ticket = await file(ANSWER);
    expect(await file(QUESTION)).toBe(ticket);
    const messages = await stores().tickets.listMessages(ticket ?? 0);
    expect(messages.map(({ messageId, author }) => [messageId, author])).toEqual([
      ["<question@north.example>", "requester"],
      ["<answer@north.example>", "requester"],
    ]);
    expect(await reasonsOf("question")).toContain("thread: awaited-message-id");
    expect(await stores().tickets.list({ limit: 10 })).toHaveLength(1);
  });

  test("lifts the suppression of its sender, as any mail of a person does", async () => {
    const ticket = await file(ANSWER);
    const { requester } = await find(ticket);
    await stores().suppressions.add(requester.address, "550 5.1.1 no such user");
    await file(QUESTION);
    expect(await stores().suppressions.list(5)).toEqual([]);
    expect(await eventsOf(ticket)).toContain("suppression-lifted");
  });

  test("is no newer for that: the notices and the answer to the ticket hang on what came last", async () => {
    const ticket = await file(ANSWER);
    await file(QUESTION);
    const asked = { exceptInboundEmailId: 0, limit: 5, characters: 100 };
    const { newest } = await stores().tickets.listNewest(ticket ?? 0, asked);
    expect(newest.map(({ text }) => text)).toEqual([
      expect.stringContaining("mail answer"),
      expect.stringContaining("mail question"),
    ]);
    expect(await stores().tickets.readThread(ticket ?? 0, 5)).toMatchObject({
      messageIds: ["<question@north.example>", "<answer@north.example>"],
      question: { messageId: "<answer@north.example>" },
    });
  });

  test("is acknowledged by the one acknowledgement of its ticket, and agents are told what it is", async () => {
    const ticket = await file(ANSWER);
    await file(QUESTION);
    expect(await mailsOf(ticket, "acknowledgement")).toHaveLength(1);
    expect(await mailsOf(ticket, "notification")).toHaveLength(4);
    const notice = await lastNotice(ticket);
    expect(notice).toContain("Det er mail question");
    expect(notice.replaceAll(/\s+/g, " ")).toContain("nævnte den i en anden mail på sagen, før den nåede frem");
  });

  test("moves what is owed to where it came, and to no other instant", async () => {
    const ticket = await file(ANSWER);
    const before = await clocksOf(ticket);
    const at = instant((await stores().now()) - 50 * 60_000);
    await file(QUESTION);
    const clocks = await clocksOf(ticket);
    const standing = clocks.filter(({ state }) => state !== "cancelled");
    expect(before.map(({ kind }) => kind)).toEqual(["first_response", "resolution"]);
    expect(standing.map(({ kind }) => kind)).toEqual(["first_response", "resolution"]);
    expect(clocks).toHaveLength(4);
    for (const { startedAt } of standing) expect(Math.abs(startedAt - at)).toBeLessThan(60_000);
    const earlier = standing.map(({ deadlineAt }) => deadlineAt ?? 0);
    for (const [place, { deadlineAt }] of before.entries()) expect(earlier[place]).toBeLessThanOrEqual(deadlineAt ?? 0);
  });

  test("leaves a promise as it is that began before it", async () => {
    const ticket = await file({ ...ANSWER, minutesAgo: 50 });
    const before = await clocksOf(ticket);
    expect(await file({ ...QUESTION, minutesAgo: 20 })).toBe(ticket);
    expect(await clocksOf(ticket)).toEqual(before);
  });

  test("takes no answer back, and is owed the next one", async () => {
    const ticket = await file(ANSWER);
    await sql`update sla_clock set met_at = desk_now(), state = 'met' where kind = 'first_response'`.execute(
      desk.open.database,
    );
    await file(QUESTION);
    const kinds = (await clocksOf(ticket)).map(({ kind, state }) => `${kind} ${state}`);
    expect(kinds).toEqual([
      ...["first_response met", "resolution cancelled", "resolution running", "next_response running"],
    ]);
  });

  test("starts no promise where an agent accepted the ticket later than both came", async () => {
    const ticket = await file({ ...ANSWER, minutesAgo: 40 });
    await sql`update sla_clock set started_at = desk_now()`.execute(desk.open.database);
    const before = await clocksOf(ticket);
    await file(QUESTION);
    expect(await clocksOf(ticket)).toEqual(before);
  });

  test("is acknowledged itself where its answer could not be, once", async () => {
    const ticket = await file({ ...ANSWER, headers: ["X-Auto-Response-Suppress: All"] });
    expect(await mailsOf(ticket, "acknowledgement")).toEqual([]);
    await file(QUESTION);
    expect(await mailsOf(ticket, "acknowledgement")).toHaveLength(1);
    expect(await file({ ...QUESTION, text: "Igen", minutesAgo: 49 })).toBe(ticket);
    expect(await mailsOf(ticket, "acknowledgement")).toHaveLength(1);
  });

  test("shows agents whom else it went to, and lets none of them in", async () => {
    const ticket = await file(ANSWER);
    await file({ ...QUESTION, headers: ["Cc: it@north.example"] });
    expect(await stores().tickets.listParticipants(ticket ?? 0)).toContainEqual({
      address: "it@north.example",
      state: "pending",
    });
  });

  test.each(["resolved", "closed"])(
    "opens a %s ticket again, no sooner than it ended, and after the days for that a new one beside it",
    async (ended) => {
      const ticket = await file(ANSWER);
      const at = sql.ref(`${ended}_at`);
      await sql`update ticket set state = ${ended}, ${at} = desk_now()`.execute(desk.open.database);
      const { resolvedAt, closedAt } = await find(ticket);
      expect(await file(QUESTION)).toBe(ticket);
      expect((await find(ticket)).state).toBe("open");
      const reopened = (await stores().tickets.listEvents(ticket ?? 0)).find(({ type }) => type === "reopened");
      expect(reopened?.at).toBe(resolvedAt ?? closedAt);

      await sql`update ticket set state = 'closed', closed_at = desk_now() - interval '60 days'`.execute(
        desk.open.database,
      );
      const later = await file({ ...QUESTION, text: "Jeg spørger igen: hvad nu?", minutesAgo: 49 });
      expect(await find(later)).toMatchObject({ relatedTicketId: ticket });
      expect(later).not.toBe(ticket);
    },
  );

  test("ends a wait that began after it came where that began, so that no clock of an open ticket stands", async () => {
    const ticket = await file(ANSWER);
    const { clock } = desk.open.filing.context;
    await desk.open.unitOfWork.transaction(async (inside) => {
      await pauseClocks(inside, clock, ticket ?? 0, { reason: "requester", at: await inside.now() });
      await inside.tickets.change(ticket ?? 0, { state: "waiting" });
    });
    await file(QUESTION);
    expect((await find(ticket)).state).toBe("open");
    const standing = (await clocksOf(ticket)).filter(({ state }) => state !== "cancelled");
    expect(standing.map(({ state }) => state)).toEqual(["running", "running"]);
  });
});

describe("who can be caught by naming a mail before it comes", () => {
  const beside = async (naming: LateMail, named: LateMail, why: string) => {
    const other = await file(naming);
    const own = await file(named);
    expect(own).not.toBe(other);
    expect((await find(own)).relatedTicketId).toBe(other);
    expect(await reasonsOf(named.id)).toContain(`not threaded by awaited-message-id: ${why}`);
    expect(await mailsOf(own, "acknowledgement")).toHaveLength(1);
    return { other, own };
  };

  test("nobody by a mail of somebody else, proved or not: agents see that the two may belong together", async () => {
    const { other, own } = await beside(
      { ...ANSWER, from: "eve@north.example" },
      QUESTION,
      "the sender is not the requester of that ticket",
    );
    expect(await find(other)).toMatchObject({ relatedTicketId: null, requester: { address: "eve@north.example" } });
    expect(await stores().tickets.listParticipants(other ?? 0)).toHaveLength(1);
    expect(await lastNotice(own)).toContain((await find(other)).ref);
  });

  test("nobody by a mail in their name that nothing proves, where theirs is proved", async () => {
    const why = "this mail is proved, and the one that names it is not";
    const { other, own } = await beside({ ...ANSWER, proved: false }, QUESTION, why);
    expect(await find(other)).toMatchObject({ relatedTicketId: own });
    expect(await eventsOf(other)).toContain("linked");
  });

  test("nobody by a mail in their name that came before theirs, where nothing proves either", async () => {
    const planted = { ...ANSWER, proved: false, minutesAgo: 50 };
    const why = "it came after the mail that names it, and neither is proved";
    await beside(planted, { ...QUESTION, proved: false, minutesAgo: 20 }, why);
  });

  test("only somebody whose mail the desk had by then, where nothing proves either: as if both had been filed in their order", async () => {
    const ticket = await file({ ...ANSWER, proved: false });
    expect(await file({ ...QUESTION, proved: false })).toBe(ticket);
  });

  test("nobody for all the mails that name theirs in their name: the proved one counts, and the look ends", async () => {
    const planted = Array.from({ length: 25 }, (_, place) => ({ ...ANSWER, id: `planted-${place}`, proved: false }));
    for (const mail of planted) await acceptLate(desk, mail);
    const ticket = await file(ANSWER);
    const asked = { messageIds: ["<question@north.example>"], sender: "lars@north.example", first: "oldest" as const };
    expect(await stores().tickets.listNaming(asked)).toHaveLength(20);
    expect(await file(QUESTION)).toBe(ticket);
  });

  test("nobody out of their own ticket by many proved mails of others that name theirs", async () => {
    for (let place = 0; place < 20; place++)
      await acceptLate(desk, { ...ANSWER, id: `eve-${place}`, from: "eve@north.example", minutesAgo: 45 });
    const ticket = await file(ANSWER);
    expect(await file(QUESTION)).toBe(ticket);
  });

  test("nobody by a mail on a ticket that was merged into theirs", async () => {
    const own = await file({ id: "first", minutesAgo: 90 });
    const planted = await file({ ...ANSWER, from: "eve@north.example" });
    await merge(planted, own);
    expect(await file(QUESTION)).not.toBe(own);
  });

  test("nobody into a ticket of somebody else that theirs was merged into", async () => {
    const other = await file({ id: "first", from: "eve@north.example", minutesAgo: 90 });
    await merge(await file(ANSWER), other);
    expect(await file(QUESTION)).not.toBe(other);
  });

  test("no agent: what comes from one of their addresses is judged as ever", async () => {
    const from = "one@desk.example";
    const ticket = await file({ ...ANSWER, from });
    expect(await awaited()).toBe(0);
    await sql`insert into awaited_mail (mail, inbound_email_id)
      select substring(sha256('<question@north.example>') for 16), max(id) from inbound_email`.execute(
      desk.open.database,
    );
    expect(await file({ ...QUESTION, from })).not.toBe(ticket);
  });

  test("no code and no list mail: it opens nothing, and is on no ticket", async () => {
    await file(ANSWER);
    expect(await file({ ...QUESTION, headers: ["OTP-Token: 123456"] })).toBeNull();
    expect(await file({ ...QUESTION, headers: ["List-Id: <news.north.example>"], minutesAgo: 49 })).toBeNull();
  });
});

describe("two tickets that a late mail shows to be of one conversation", () => {
  test("are tied together, and both histories and the agents are told", async () => {
    const first = await file({ id: "third", names: ["second"], minutesAgo: 10 });
    const other = await file({ id: "first", minutesAgo: 50 });
    expect(other).not.toBe(first);
    // Its mail program names its last one alone.
    expect(await file({ id: "second", names: ["first"], minutesAgo: 30 })).toBe(other);
    expect(await find(first)).toMatchObject({ relatedTicketId: other });
    expect(await find(other)).toMatchObject({ relatedTicketId: first });
    expect([await eventsOf(first), await eventsOf(other)]).toEqual([
      expect.arrayContaining(["linked"]),
      expect.arrayContaining(["linked"]),
    ]);
    expect(await lastNotice(other)).toContain((await find(first)).ref);
  });

  test("are tied to the older one, that it joins, where it answered nothing itself", async () => {
    const [first, second] = [
      await file({ id: "one", names: ["question"], minutesAgo: 30, proved: false }),
      await file({ id: "two", names: ["question"], minutesAgo: 20, proved: false }),
    ];
    expect(second).not.toBe(first);
    const third = await file({ id: "three", names: ["question"], minutesAgo: 10, proved: false });
    await stores().tickets.change(third ?? 0, { relatedTicketId: second });
    expect(await file({ ...QUESTION, proved: false })).toBe(first);
    expect(await find(second)).toMatchObject({ relatedTicketId: first });
    expect(await find(third)).toMatchObject({ relatedTicketId: second });
  });
});

describe("what is kept of the mails that are named", () => {
  test("nothing of those the desk knows, of its own, and of the mail itself; no more than the twenty nearest of others", async () => {
    await file(QUESTION);
    await file(ANSWER);
    await file({ id: "self", names: ["self"] });
    const ours = createMessageId(4711, "desk.example", desk.open.signer);
    await file({ id: "own", headers: [`References: ${ours}`] });
    expect(await awaited()).toBe(0);
    const many = Array.from({ length: 30 }, (_, number) => `unknown-${number}`);
    await file({ id: "many", names: many });
    expect(await awaited()).toBe(20);
    expect(await file({ id: "unknown-29" })).toBe(await file({ id: "unknown-10" }));
    expect(await file({ id: "unknown-9" })).not.toBe(await file({ id: "unknown-10", text: "Igen" }));
  });

  test("nothing of what machines and lists name", async () => {
    await file({ ...ANSWER, headers: ["Auto-Submitted: auto-replied"] });
    await file(QUESTION);
    const both = ["question", "unknown"];
    expect(
      await file({ ...ANSWER, id: "away", names: both, headers: ["Auto-Submitted: auto-replied"] }),
    ).not.toBeNull();
    expect(await awaited()).toBe(0);
  });

  test("no word that anybody can read, and nothing after the days in which it may come", async () => {
    await file(ANSWER);
    const [row] = await rows<{ mail: Buffer }>(sql`select mail from awaited_mail`);
    expect(row?.mail).toHaveLength(16);
    const pass = (days: number) =>
      sql`update awaited_mail set named_at = named_at - make_interval(days => ${days})`.execute(desk.open.database);
    await pass(AWAITED_DAYS - 1);
    expect(await forgetAwaited(desk.open.unitOfWork)).toBe(0);
    await pass(1);
    expect(await forgetAwaited(desk.open.unitOfWork)).toBe(1);
    expect((await find(await file(QUESTION))).relatedTicketId).toBeNull();
  });

  test("nothing once the mail that names it is forgotten", async () => {
    const ticket = await file(ANSWER);
    const [named] = await rows<{ id: number }>(sql`select id from inbound_email`);
    await desk.open.unitOfWork.reading.erasures.forgetMail(named?.id ?? 0);
    expect(await awaited()).toBe(0);
    expect(await file(QUESTION)).not.toBe(ticket);
  });
});
