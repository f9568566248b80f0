import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { createReplyAddress } from "../../src/domain/outbound/reply-address.ts";
import { instant } from "../../src/domain/time/instant.ts";
import { answerSent } from "../../src/usecases/answer-sent.ts";
import { bounceOf } from "../support/bounce-of.ts";
import { openTestDesk, type TestDesk } from "../support/open-test-desk.ts";
import { SUPPORT_MAILBOX, testDesk } from "../support/test-desk.ts";

let desk: TestDesk;

beforeEach(async () => {
  desk = await openTestDesk(testDesk(SUPPORT_MAILBOX));
});

afterEach(() => desk.close());

interface Mail {
  from: string;
  to?: string;
  subject?: string;
  text: string;
  id: string;
  proved?: boolean;
  headers?: string[];
}

function mail({
  from,
  to = "support@desk.example",
  subject = "Hjælp",
  text,
  id,
  proved = false,
  headers = [],
}: Mail): string {
  const domain = from.slice(from.lastIndexOf("@") + 1).replace(">", "");
  const verdict = `dmarc=${proved ? "pass" : "none"} header.from=${domain}`;
  return [
    `Authentication-Results: mx.desk.example; ${verdict}`,
    `From: ${from}`,
    `To: ${to}`,
    `Subject: ${subject}`,
    "Date: Tue, 24 Nov 2026 10:00:00 +0100",
    `Message-ID: <${id}>`,
    ...headers,
    "Content-Type: text/plain; charset=utf-8",
    "",
    text,
    "",
  ].join("\n");
}

const question: Mail = {
  from: "mette@north.example",
  text: "Systemet virker ikke, kan I hjælpe?",
  id: "q1@north.example",
};

const stores = () => desk.open.unitOfWork.reading;
const outbox = () => stores().outbox.list({ limit: 100 });
const filings = () => stores().inbound.list({ limit: 100 });

async function later(seconds: number): Promise<void> {
  await sql`update desk_time set "offset" = "offset" + make_interval(secs => ${seconds})`.execute(desk.open.database);
}

async function onlyTicket() {
  const tickets = await stores().tickets.list({ limit: 10 });
  expect(tickets).toHaveLength(1);
  return tickets[0]!;
}

async function agentAddress(agent = "one") {
  const ticket = await onlyTicket();
  const expiresAt = instant(Date.now() + 86_400_000);
  const grant = { ticketId: ticket.id, recipient: { kind: "agent", key: agent }, expiresAt } as const;
  return createReplyAddress("support@desk.example", grant, desk.open.signer);
}

async function bytesOf(id: number): Promise<string> {
  return Buffer.from((await stores().outbox.find(id))!.bytes).toString();
}

describe("a customer's mail", () => {
  test("becomes a ticket with a clock, one acknowledgement and a notice to each agent of the team", async () => {
    await desk.file(mail(question));
    const ticket = await onlyTicket();
    expect(ticket).toMatchObject({
      state: "new",
      level: "C",
      language: "da",
      requester: { address: "mette@north.example" },
    });
    expect(ticket.ref).toMatch(/^SV-[0-9A-Z]{5}-[0-9A-Z]$/);
    const clocks = await stores().clocks.listForTicket(ticket.id);
    expect(clocks).toMatchObject([{ kind: "first_response", state: "running", targetMinutes: 960 }]);
    const mails = await outbox();
    expect(mails.map((one) => one.class).sort()).toEqual(["acknowledgement", "notification", "notification"]);
    expect((await filings())[0]).toMatchObject({ state: "filed", decision: "ticketed", ticket: ticket.ref });
  });

  test("the same bytes again are one email, the same content again is a recorded duplicate", async () => {
    await desk.file(mail(question), mail(question));
    await desk.file(`Received: from elsewhere; Tue, 24 Nov 2026 10:00:05 +0100\n${mail(question)}`);
    await onlyTicket();
    expect((await filings()).map((one) => one.decision)).toEqual(["recorded", "ticketed"]);
    expect((await outbox()).filter((one) => one.class === "acknowledgement")).toHaveLength(1);
  });

  test("the same Message-ID with another text is another mail: nobody can make a mail vanish by sending its id first", async () => {
    await desk.file(mail({ ...question, from: "mallory@elsewhere.example", text: "Noget andet" }), mail(question));
    expect(await stores().tickets.list({ limit: 10 })).toHaveLength(2);
  });

  test("a reply by Message-ID joins the ticket; a stranger's does not, but is linked", async () => {
    await desk.file(mail(question));
    const ticket = await onlyTicket();
    const headers = ["In-Reply-To: <q1@north.example>"];
    await desk.file(mail({ ...question, id: "q2@north.example", text: "Det haster, svar gerne i dag?", headers }));
    expect(await stores().tickets.listMessages(ticket.id)).toHaveLength(2);
    await desk.file(
      mail({ from: "mallory@elsewhere.example", id: "m1@elsewhere.example", text: "Jeg er også med", headers }),
    );
    const tickets = await stores().tickets.list({ limit: 10 });
    expect(tickets).toHaveLength(2);
    expect(tickets[0]).toMatchObject({ relatedTicketId: ticket.id });
  });

  test("is filed however long its addresses and its id are, in letters that an index cannot hold", async () => {
    const letters = Array.from({ length: 990 }, (_, at) => String.fromCodePoint(0x4e00 + ((at * 7919) % 20_000))).join(
      "",
    );
    const signs = Array.from({ length: 200 }, (_, at) => String.fromCodePoint(0xfc00 + at, 0xfdfa)).join(".");
    const long = [`a@${letters}`, `${letters}@north.example`, `a@${signs}`];
    await desk.file(
      ...long.map((from, at) => mail({ ...question, from, id: `from-${at}` })),
      ...long.map((cc, at) => mail({ ...question, id: `cc-${at}`, text: `Nr. ${at}`, headers: [`Cc: ${cc}`] })),
      mail({ ...question, id: letters, text: "Til sidst" }),
    );
    expect((await filings()).map(({ state }) => state)).toEqual(Array.from({ length: 7 }, () => "filed"));
  });

  test("zero bytes and broken characters in names, subject and text are stored as what can be shown", async () => {
    const subject = "=?utf-16?B?2AAAYQ==?= nul\u0000 =?utf-8?Q?=00?=";
    const from = '"N\u0000 =?utf-16?B?2AA=?=" <mette@north.example>';
    await desk.file(
      mail({ ...question, from, subject, text: "Hej\u0000, virker det?", headers: ['Cc: "\u0000" <c@d.example>'] }),
    );
    const [first] = await filings();
    expect(first).toMatchObject({ state: "filed" });
    expect(JSON.stringify(await filings())).not.toContain("\\u0000");
  });

  test("somebody in Cc is pending and gets nothing until an agent admits them", async () => {
    await desk.file(mail({ ...question, headers: ["Cc: cc@elsewhere.example"] }));
    const ticket = await onlyTicket();
    const participants = await stores().tickets.listParticipants(ticket.id);
    expect(participants.find((one) => one.address === "cc@elsewhere.example")?.state).toBe("pending");
    expect((await outbox()).flatMap((one) => one.recipients.map((to) => to.address))).not.toContain(
      "cc@elsewhere.example",
    );
  });
});

test("a mail to hundreds keeps the first fifty as pending, and all of them on the message", async () => {
  const crowd = Array.from({ length: 300 }, (_, index) => `p${index}@crowd.example`);
  await desk.file(mail({ ...question, headers: [`Cc: ${crowd.join(",\n ")}`] }));
  const ticket = await onlyTicket();
  const pending = (await stores().tickets.listParticipants(ticket.id)).filter((one) => one.state === "pending");
  expect(pending).toHaveLength(50);
  expect((await stores().tickets.listMessages(ticket.id))[0]?.cc).toHaveLength(300);
});

describe("automatic mail", () => {
  test("an out-of-office reply is recorded on its ticket, answered by nobody, and stops no clock", async () => {
    await desk.file(mail(question));
    const before = await outbox();
    const headers = ["In-Reply-To: <q1@north.example>", "Auto-Submitted: auto-replied"];
    await desk.file(
      mail({
        ...question,
        id: "ooo@north.example",
        subject: "Automatisk svar: Hjælp",
        text: "Jeg er på ferie",
        headers,
      }),
    );
    const ticket = await onlyTicket();
    expect((await filings())[0]).toMatchObject({ decision: "recorded", ticket: ticket.ref });
    expect(await outbox()).toHaveLength(before.length);
    expect((await stores().clocks.listForTicket(ticket.id))[0]?.state).toBe("running");
  });

  test("a mail of ours that comes back is a loop, whatever was done to its other headers", async () => {
    await desk.file(mail(question));
    const ours = (await outbox()).find((one) => one.class === "acknowledgement");
    const instance = /^X-Svartid-Id:.*(?:\r\n[ \t].*)*/im.exec(await bytesOf(ours!.id))?.[0].replace(/\s+/g, " ") ?? "";
    expect(instance).not.toBe("");
    await desk.file(
      mail({ ...question, id: "changed@x.example", text: "noget helt andet", headers: [instance.trim()] }),
    );
    expect((await filings())[0]).toMatchObject({ decision: "recorded" });
    await onlyTicket();
  });

  test("a machine elsewhere that answers the acknowledgement is not acknowledged in turn", async () => {
    await desk.file(mail(question));
    const ours = (await outbox()).find((one) => one.class === "acknowledgement");
    const headers = [`In-Reply-To: ${ours!.messageId}`];
    await desk.file(
      mail({
        from: "desk@elsewhere.example",
        id: "auto@elsewhere.example",
        text: "Tak, sag 4711 er oprettet.",
        headers,
      }),
    );
    expect((await outbox()).filter((one) => one.class === "acknowledgement")).toHaveLength(1);
  });

  test("an automatic mail that belongs nowhere opens no ticket", async () => {
    await desk.file(mail({ ...question, headers: ["Auto-Submitted: auto-generated"] }));
    expect(await stores().tickets.list({ limit: 10 })).toEqual([]);
    expect((await filings())[0]).toMatchObject({ state: "filed", decision: "recorded" });
  });
});

describe("a mail with what PostgreSQL cannot store", () => {
  test("is filed all the same: U+0000 in subject, names, addresses, and ids", async () => {
    const nul = "=?utf-8?Q?a=00b?=";
    await desk.file(
      mail({
        ...question,
        from: `${nul} <mette@north.example>`,
        subject: `${nul} hj=`,
        id: "n\u0000l@north.example",
        headers: [
          `Cc: ${nul} <per\u0000@north.example>, "\u0000" <eva@north.example>`,
          "References: <r\u0000f@x.example>",
        ],
      }),
    );
    expect(await filings()).toMatchObject([{ state: "filed", decision: "ticketed" }]);
    expect((await onlyTicket()).subject).toContain("\uFFFD");
  });

  test.each<[string, Partial<Mail>]>([
    ["the sender's address", { from: "Mette <met\u0000te@north.example>" }],
    ["the sender's domain", { from: "mette@north\u0000.example" }],
    ["a bare sender", { from: "\u0000" }],
    ["the address that answers go to", { headers: ["Reply-To: <met\u0000te@north.example>"] }],
  ])("is filed all the same: U+0000 in %s", async (_, change) => {
    await desk.file(mail({ ...question, ...change }));
    expect(await filings()).toMatchObject([{ state: "filed", decision: "ticketed" }]);
  });

  test("is quarantined without holding up the batch that it came in", async () => {
    const parser = desk.open.filing.parser;
    const original = parser.parse;
    parser.parse = async (bytes, options) =>
      Buffer.from(bytes).includes("bomb")
        ? {
            ok: false,
            why: "bad \u0000",
            headerOnly: { from: "\u0000@x", subject: "\u0000 \ud800", messageId: "<\u0000>" },
          }
        : await original(bytes, options);
    await desk.file(mail({ ...question, subject: "bomb", id: "b@x.example" }), mail(question));
    await later(2);
    await desk.file();
    expect((await filings()).map((one) => one.state)).toEqual(["filed", "quarantined"]);
  });

  test("may say so in the ticket's history", async () => {
    await desk.file(mail(question));
    const ticket = await onlyTicket();
    const event = { ticketId: ticket.id, at: instant(0), type: "waiting", actor: "agent:one" } as const;
    await stores().tickets.appendEvent({ ...event, data: { reason: "a\u0000b \ud800", deep: ["\udfff"] } });
    expect((await stores().tickets.listEvents(ticket.id)).at(-1)?.data).toEqual({
      reason: "a\uFFFDb \uFFFD",
      deep: ["\uFFFD"],
    });
  });
});

describe("a signed mail whose name servers give no answer", () => {
  const waiting = async (dmarc: "temperror" | "pass", ...mails: string[]) => {
    const parser = desk.open.filing.parser;
    const original = parser.parse;
    parser.parse = async (bytes, options) => {
      const parsed = await original(bytes, options);
      if (!parsed.ok) return parsed;
      const authenticity = { ...parsed.mail.authenticity, source: "own-check", dkim: dmarc, dmarc } as const;
      return { ok: true, mail: { ...parsed.mail, authenticity, authentic: dmarc === "pass" } };
    };
    await desk.file(...mails);
    parser.parse = original;
  };

  test("waits for them and is filed as proved when they answer", async () => {
    await waiting("temperror", mail(question));
    expect(await filings()).toMatchObject([{ state: "accepted", reasons: ["the name servers gave no answer"] }]);
    await later(10);
    await waiting("pass");
    expect(await filings()).toMatchObject([{ state: "filed", decision: "ticketed" }]);
  });

  test("that wait is no attempt: a reader that fails afterwards has its two readings all the same", async () => {
    await waiting("temperror", mail(question));
    await later(10);
    await waiting("temperror");
    expect(await desk.open.database.selectFrom("inbound_email").select(["attempts", "waits"]).execute()).toEqual([
      { attempts: 0, waits: 2 },
    ]);
    await later(60);
    const parser = desk.open.filing.parser;
    const original = parser.parse;
    parser.parse = async () => ({
      ok: false,
      why: "the reader ended",
      headerOnly: { from: null, subject: null, messageId: null },
    });
    await desk.file();
    parser.parse = original;
    expect(await filings()).toMatchObject([{ state: "accepted", reasons: ["the reader ended"] }]);
  });

  test("waits 70 seconds at most, and is then filed as unproved", async () => {
    for (const [seconds, mails] of [
      [10, [mail(question)]],
      [60, []],
    ] as const) {
      await waiting("temperror", ...mails);
      expect(await filings()).toMatchObject([{ state: "accepted" }]);
      await later(seconds);
    }
    await waiting("temperror");
    expect(await filings()).toMatchObject([{ state: "filed", decision: "ticketed" }]);
  });
});

describe("an agent's mail", () => {
  const answer = { from: "one@desk.example", proved: true, text: "Hej Mette\n\nPrøv igen nu.", id: "a1@desk.example" };

  async function file(change: Partial<Mail> = {}) {
    await desk.file(mail(question));
    const before = (await outbox()).length;
    await desk.file(mail({ ...answer, to: await agentAddress(), ...change }));
    return (await outbox()).slice(0, (await outbox()).length - before);
  }

  test("proved and at the agent's signed address, it goes to the requester from the desk, once", async () => {
    const sent = await file();
    expect(sent).toMatchObject([{ class: "reply", recipients: [{ address: "mette@north.example" }] }]);
    const bytes = await bytesOf(sent[0]!.id);
    expect(bytes).toContain("From: ");
    expect(bytes).toContain("<support@desk.example>");
    expect(bytes).not.toContain("one@desk.example");
    expect(bytes).toContain("In-Reply-To: <q1@north.example>");
    expect(await onlyTicket()).toMatchObject({ state: "open", agent: "one" });
  });

  test("the clock runs on until SMTP has taken the reply", async () => {
    await file();
    const ticket = await onlyTicket();
    expect((await stores().clocks.listForTicket(ticket.id))[0]?.state).toBe("running");
  });

  test("forged, it is kept as a note, nothing goes to the requester, and operations are told", async () => {
    const sent = await file({ proved: false });
    expect(sent.map((one) => one.class)).toEqual(["alert", "alert"]);
    expect(sent.flatMap((one) => one.recipients.map((to) => to.address)).sort()).toEqual([
      "one@desk.example",
      "ops@desk.example",
    ]);
    const ticket = await onlyTicket();
    const messages = await stores().tickets.listMessages(ticket.id);
    expect(messages.at(-1)).toMatchObject({ direction: "note", author: "unknown" });
  });

  test("at a colleague's signed address it is not sent, and the agent is told why", async () => {
    const sent = await file({ to: await agentAddressAfterQuestion("two") });
    expect(sent).toMatchObject([
      { class: "confirmation", recipients: [{ address: "one@desk.example" }] },
      { class: "alert", recipients: [{ address: "ops@desk.example" }] },
    ]);
  });

  async function agentAddressAfterQuestion(agent: string) {
    await desk.file(mail(question));
    return await agentAddress(agent);
  }

  test("a copy sent first by somebody who cannot prove it does not make the agent's own mail count for nothing", async () => {
    await desk.file(mail(question));
    const to = await agentAddress();
    await desk.file(mail({ ...answer, to, proved: false }));
    await desk.file(mail({ ...answer, to }));
    const replies = (await outbox()).filter((one) => one.class === "reply");
    expect(replies).toHaveLength(1);
  });

  test("a note stays inside", async () => {
    const sent = await file({ text: "#note\nKunden har ringet." });
    expect(sent.map((one) => one.class)).toEqual(["confirmation"]);
    const messages = await stores().tickets.listMessages((await onlyTicket()).id);
    expect(messages.at(-1)).toMatchObject({ direction: "note", author: "agent", replyText: "Kunden har ringet." });
  });

  test("commands are done and confirmed, and the text goes out", async () => {
    const sent = await file({ text: "#niveau A\n#løst\n\nDet virker igen." });
    expect(sent.map((one) => one.class).sort()).toEqual(["confirmation", "reply"]);
    expect(await onlyTicket()).toMatchObject({ level: "A", state: "resolved", agent: "one" });
  });

  test("a typo does nothing, sends nothing to the requester, and comes back explained", async () => {
    const sent = await file({ text: "#resolv\n\nDet virker igen." });
    expect(sent).toMatchObject([{ class: "confirmation", recipients: [{ address: "one@desk.example" }] }]);
    expect(await bytesOf(sent[0]!.id)).toContain("#resolve");
    expect(await onlyTicket()).toMatchObject({ state: "new", agent: null });
  });

  test("that arrives again, changed on its way, is not sent a second time", async () => {
    await file();
    await desk.file(mail({ ...answer, to: await agentAddress(), text: `${answer.text}\n\n-- \nScanned by a gateway` }));
    expect((await outbox()).filter((one) => one.class === "reply")).toHaveLength(1);
    expect((await filings())[0]).toMatchObject({ state: "filed", decision: "recorded" });
  });

  test("a bounce of the reply revokes the answer, also where the requester's domain was mailed in its ASCII form", async () => {
    await desk.file(mail({ ...question, from: "mette@bl\u00e5b\u00e6r.example" }));
    await desk.file(mail({ ...answer, to: await agentAddress() }));
    const reply = (await outbox()).find((one) => one.class === "reply");
    const [recipient] = reply!.recipients;
    expect(recipient!.address).toMatch(/^mette@xn--/);
    const ticket = await onlyTicket();
    const mails = stores().outbox;
    await answerSent(stores(), desk.open.filing.context.clock, (await mails.find(reply!.id))!, await stores().now());
    expect((await stores().clocks.listForTicket(ticket.id))[0]?.state).toBe("met");
    await desk.file(bounceOf(reply!.messageId, recipient!.address.toUpperCase()));
    expect((await filings())[0]).toMatchObject({ decision: "recorded" });
    expect((await stores().clocks.listForTicket(ticket.id))[0]).toMatchObject({ state: "running", metAt: null });
  });

  test("a level command above #accept is the level that the promise begins with", async () => {
    await desk.file(mail(question));
    const ticket = await onlyTicket();
    await sql`delete from clock_event`.execute(desk.open.database);
    await sql`delete from sla_clock`.execute(desk.open.database);
    await desk.file(mail({ ...answer, to: await agentAddress(), text: "#level A\n#accept they pay for this one" }));
    expect(await stores().clocks.listForTicket(ticket.id)).toMatchObject([{ level: "A", targetMinutes: 240 }]);
  });

  test("a level command retargets the clock and keeps what was spent", async () => {
    await file({ text: "#level A" });
    const [clock] = await stores().clocks.listForTicket((await onlyTicket()).id);
    expect(clock).toMatchObject({ level: "A", targetMinutes: 240, state: "running" });
  });
});

describe("mail that cannot be read", () => {
  test("is read once more, then quarantined and listed with why; it holds up nothing, and can be tried again", async () => {
    const parser = desk.open.filing.parser;
    const original = parser.parse;
    const broken = {
      ok: false,
      why: "the reader ran out of memory",
      headerOnly: { from: null, subject: "bomb", messageId: null },
    } as const;
    parser.parse = async (bytes, options) =>
      Buffer.from(bytes).includes("bomb") ? broken : await original(bytes, options);
    await desk.file(mail({ ...question, subject: "bomb", id: "b@x.example" }), mail(question));
    expect((await filings())[1]).toMatchObject({ state: "accepted", reasons: ["the reader ran out of memory"] });
    await onlyTicket();
    await later(2);
    await desk.file();
    const [, bomb] = await filings();
    expect(bomb).toMatchObject({ state: "quarantined", reasons: ["the reader ran out of memory"], subject: "bomb" });
    await onlyTicket();
    parser.parse = original;
    expect(await stores().inbound.retry(bomb!.id)).toBe(true);
    await desk.file();
    expect((await filings())[1]).toMatchObject({ state: "filed", decision: "ticketed" });
  });

  test("a filing that fails leaves nothing behind, is put off, and lets the next mail through", async () => {
    const { renderer } = desk.open.mail;
    const render = renderer.render;
    let failures = 0;
    renderer.render = (name, language, data) => {
      // Among the others, and alone.
      if (failures++ < 2) throw new Error("a fault of ours");
      return render(name, language, data);
    };
    await desk.file(mail(question), mail({ ...question, id: "q9@west.example", from: "anna@west.example" }));
    const [second, first] = await filings();
    expect(second).toMatchObject({ state: "filed" });
    expect(first).toMatchObject({ state: "accepted", reasons: ["a fault of ours"] });
    expect((await onlyTicket()).requester.address).toBe("anna@west.example");
  });
});
