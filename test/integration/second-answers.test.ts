import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { createMessageId } from "../../src/domain/outbound/own-message-id.ts";
import { instant } from "../../src/domain/time/instant.ts";
import { fileLate, type LateMail } from "../support/late-mail.ts";
import { openTestDesk, type TestDesk } from "../support/open-test-desk.ts";
import { SUPPORT_MAILBOX, testDesk } from "../support/test-desk.ts";

// Two answers to a mail that the desk does not have: it was between its customers, and the desk was put in copy of the answers alone.

const EVE = "eve@evil.example";
const FIRST: LateMail = { id: "first", names: ["unseen"], minutesAgo: 50 };
const SECOND: LateMail = { id: "second", names: ["unseen"], minutesAgo: 20 };

let desk: TestDesk;

beforeEach(async () => {
  desk = await openTestDesk(testDesk(SUPPORT_MAILBOX));
});
afterEach(() => desk.close());

const stores = () => desk.open.unitOfWork.reading;
const file = (mail: LateMail) => fileLate(desk, mail);
const find = async (id: number | null) => (await stores().tickets.find(id ?? 0))!;
const mailsOf = async (id: number | null, name: string) =>
  (await stores().outbox.list({ ticketId: id ?? 0, limit: 100 })).filter((mail) => mail.class === name);
const run = (query: ReturnType<typeof sql>) => query.execute(desk.open.database);
const reasonsOf = async (id: string) => {
  const { rows } = await run(sql`select reasons from filing join inbound_email on inbound_email.id = inbound_email_id
    where message_id = ${`<${id}@north.example>`} order by inbound_email_id desc`);
  return (rows[0] as { reasons: string[] } | undefined)?.reasons ?? [];
};
const linksOf = async (id: number | null) =>
  (await stores().tickets.listEvents(id ?? 0)).filter(({ type }) => type === "linked");

/** All bytes that the desk would send to an address. */
async function sentTo(address: string): Promise<string> {
  const mails = await stores().outbox.list({ limit: 100 });
  const theirs = mails.filter(({ recipients }) => recipients.some((one) => one.address === address));
  const bytes = await Promise.all(theirs.map(async ({ id }) => (await stores().outbox.find(id))?.bytes.toString()));
  return bytes.join("\n");
}

describe("two proved answers of one requester to a mail that the desk does not have", () => {
  test("are on one ticket, with one acknowledgement, and agents are told why", async () => {
    const ticket = await file(FIRST);
    expect(await file(SECOND)).toBe(ticket);
    expect(await reasonsOf("second")).toContain("thread: shared-message-id");
    expect(await mailsOf(ticket, "acknowledgement")).toHaveLength(1);
    const [notice] = await mailsOf(ticket, "notification");
    const { bytes } = (await stores().outbox.find(notice?.id ?? 0))!;
    const parsed = await desk.open.filing.parser.parse(bytes, {
      trustedAuthServers: [],
      dns: "none",
      ownAddresses: [],
    });
    const text = parsed.ok ? parsed.mail.text.replaceAll(/\s+/g, " ") : "";
    expect(text).toContain("den besvarer den samme mail som en anden mail fra kunden på sagen");
  });

  test("are owed one answer, from the earlier of them", async () => {
    const ticket = await file(SECOND);
    const at = instant((await stores().now()) - 50 * 60_000);
    expect(await file(FIRST)).toBe(ticket);
    const clocks = await stores().clocks.listForTicket(ticket ?? 0);
    const standing = clocks.filter(({ state }) => state !== "cancelled");
    expect(standing.map(({ kind }) => kind)).toEqual(["first_response"]);
    for (const { startedAt } of standing) expect(Math.abs(startedAt - at)).toBeLessThan(60_000);
  });

  test("and that mail, when it comes", async () => {
    const ticket = await file(FIRST);
    await file(SECOND);
    expect(await file({ id: "unseen", minutesAgo: 90 })).toBe(ticket);
    expect(await stores().tickets.list({ limit: 9 })).toHaveLength(1);
  });

  test.each(["resolved", "closed"])("open a %s ticket again, and after its days a new one beside it", async (ended) => {
    const ticket = await file(FIRST);
    await run(sql`update ticket set state = ${ended}, ${sql.ref(`${ended}_at`)} = desk_now()`);
    expect(await file(SECOND)).toBe(ticket);
    expect((await find(ticket)).state).toBe("open");
    await run(sql`update ticket set state = 'closed', closed_at = desk_now() - interval '60 days'`);
    const later = await file({ ...SECOND, id: "third", minutesAgo: 5 });
    expect(await find(later)).toMatchObject({ relatedTicketId: ticket });
    // The next one belongs to what goes on, and not to what is long over.
    expect(await file({ ...SECOND, id: "fourth", minutesAgo: 4 })).toBe(later);
    expect(await file({ ...SECOND, id: "fifth", minutesAgo: 3 })).toBe(later);
    expect(await linksOf(later)).toHaveLength(1);
  });

  test("join by no mail of ours that both name: what names one is judged by that", async () => {
    const ours = createMessageId(4711, "desk.example", desk.open.signer);
    const headers = [`In-Reply-To: ${ours}`];
    expect(await file({ id: "a", headers })).not.toBe(await file({ id: "b", headers }));
  });

  test("are known for what they are as long as a late mail is", async () => {
    const ticket = await file(FIRST);
    await run(sql`delete from awaited_mail`);
    expect(await file(SECOND)).not.toBe(ticket);
  });
});

describe("whoever else names the mail that the desk does not have", () => {
  const CANARY = "kanariefugl-4711";

  test.each<[string, Partial<LateMail>]>([
    ["a stranger who is proved", { from: EVE }],
    ["a stranger whom nothing proves", { from: EVE, proved: false }],
    ["a colleague who is proved", { from: "mette@north.example" }],
    ["somebody in the requester's name", { proved: false }],
  ])("%s joins nothing and catches nothing, before and after, and is told nothing", async (_, other) => {
    const before = await file({ ...FIRST, ...other, id: "before", minutesAgo: 60, text: "Hvad skriver de?" });
    const own = await file({ ...FIRST, text: CANARY });
    const between = await file({ ...FIRST, ...other, id: "between", minutesAgo: 40, text: "Hvad skriver de nu?" });
    expect(await file({ ...SECOND, text: `${CANARY} igen` })).toBe(own);
    const after = await file({ ...FIRST, ...other, id: "after", minutesAgo: 10, text: "Og nu?" });
    for (const theirs of [before, between, after]) expect(theirs).not.toBe(own);
    const messages = await stores().tickets.listMessages(own ?? 0);
    expect(messages.map(({ messageId }) => messageId)).toEqual(["<first@north.example>", "<second@north.example>"]);
    expect(await stores().tickets.listParticipants(own ?? 0)).toEqual([
      { address: "lars@north.example", state: "requester" },
    ]);
    expect(await mailsOf(own, "acknowledgement")).toHaveLength(1);
    const address = other.from ?? "nobody@evil.example";
    expect(await sentTo(address)).not.toContain(CANARY);
    expect(await sentTo(address)).not.toContain((await find(own)).ref);
    // Agents see that they may belong together, and nothing that is said about it is written on the requester's ticket.
    expect((await find(own)).relatedTicketId).toBe(before);
    expect(await linksOf(own)).toEqual([]);
  });

  test("nobody parts them by a mail that takes the Message-ID of the one they answer", async () => {
    await file({ id: "unseen", from: EVE, minutesAgo: 60 });
    const own = await file(FIRST);
    expect((await find(own)).requester.address).toBe("lars@north.example");
    expect(await file(SECOND)).toBe(own);
    expect(await file({ id: "unseen", from: EVE, text: "Igen", minutesAgo: 10 })).not.toBe(own);
    expect(await file({ ...SECOND, id: "third", minutesAgo: 5 })).toBe(own);
  });

  test("nobody pushes the requester's own out of sight, however many name it", async () => {
    const own = await file(FIRST);
    for (let place = 0; place < 22; place++) await file({ ...FIRST, id: `eve-${place}`, from: EVE, minutesAgo: 5 });
    expect(await file(SECOND)).toBe(own);
  });

  test("a mail whose headers name no one sender joins nothing", async () => {
    const own = await file(FIRST);
    expect(await file({ ...SECOND, headers: ["From: lars@north.example"] })).not.toBe(own);
  });

  test("a code joins nothing, and an automatic answer changes nothing", async () => {
    const own = await file(FIRST);
    expect(await file({ ...SECOND, headers: ["OTP-Token: 123456"] })).toBeNull();
    expect(await file({ ...SECOND, id: "away", headers: ["Auto-Submitted: auto-replied"] })).toBe(own);
    expect(await stores().clocks.listForTicket(own ?? 0)).toHaveLength(1);
    expect(await mailsOf(own, "acknowledgement")).toHaveLength(1);
  });

  test("an agent's own mails are judged as ever", async () => {
    const from = "one@desk.example";
    const ticket = await file({ ...FIRST, from });
    expect(await file({ ...SECOND, from })).not.toBe(ticket);
  });

  test("somebody whom agents admitted to another's ticket has a ticket of their own, whichever comes first", async () => {
    const ticket = await file({ id: "larses", minutesAgo: 90 });
    await stores().tickets.addParticipant(ticket ?? 0, "mette@north.example", "admitted");
    const from = "mette@north.example";
    expect(await file({ id: "hers", from, names: ["unseen", "larses"], minutesAgo: 60 })).toBe(ticket);
    const own = await file({ ...SECOND, from });
    expect(await find(own)).toMatchObject({ relatedTicketId: ticket, requester: { address: from } });
  });

  test("nobody is led into another's ticket by a merge", async () => {
    const eves = await file({ id: "eves", from: EVE, minutesAgo: 90 });
    const own = await file(FIRST);
    await run(sql`update ticket set merged_into_id = ${eves}, state = 'closed' where id = ${own}`);
    expect(await file(SECOND)).not.toBe(eves);
  });
});
