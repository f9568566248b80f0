import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { createSmtpSender } from "../../src/adapters/smtp/smtp-sender.ts";
import { createMessageId } from "../../src/domain/outbound/own-message-id.ts";
import { sendOutbox } from "../../src/usecases/send-outbox.ts";
import { wireOutbox } from "../../src/wire-outbox.ts";
import { type AgentDesk, openAgentDesk, type Sent } from "../support/agent-desk.ts";
import { bounceOf, type Reported } from "../support/bounce-of.ts";
import { runCli } from "../support/run-cli.ts";
import { startSmtpSink } from "../support/smtp-sink.ts";

const METTE = "mette@north.example";
const IT = "it@north.example";

let world: AgentDesk;
let reports = 0;

beforeAll(async () => {
  world = await openAgentDesk();
});
beforeEach(() => world.afresh());
afterAll(() => world.close());

const stores = () => world.desk.open.unitOfWork.reading;
const ofClass = (sent: readonly Sent[], wanted: string) => sent.filter((one) => one.class === wanted);
const suppressed = async () => (await stores().suppressions.list(50)).map(({ address }) => address).sort();

async function events(): Promise<string[]> {
  return (await stores().tickets.listEvents((await world.ticket()).id)).map(({ type }) => type);
}

async function firstResponse(): Promise<string> {
  const clocks = await stores().clocks.listForTicket((await world.ticket()).id);
  return clocks.find(({ kind }) => kind === "first_response")?.state ?? "none";
}

/** Sends all that waits to a server on this machine, which refuses what `refuse` names with these words. */
async function send(refuse: Readonly<Record<string, string>> = {}): Promise<void> {
  const sink = await startSmtpSink();
  for (const [subject, words] of Object.entries(refuse)) {
    sink.fail(
      "recipient",
      { kind: "refuse", code: Number(words.slice(0, 3)), text: words.slice(4) },
      { subject, times: 9 },
    );
  }
  const outbox = wireOutbox(world.desk.open);
  const sender = createSmtpSender({ host: "127.0.0.1", port: sink.port, security: "none", user: null, password: null });
  const waysOut = [{ mailboxId: 0, mailbox: "support", routes: [{ name: "first", sender }] }];
  await sendOutbox({ ...outbox.services, waysOut }, 50);
  await sender.close();
  await outbox.close();
  await sink.stop();
}

/** An answer of the agent that the server took, and its Message-ID. */
async function answered(words = "Prøv at genstarte."): Promise<string> {
  const [reply] = ofClass(await world.say(words), "reply");
  await send();
  return (await stores().outbox.find(reply?.id ?? 0))?.messageId ?? "";
}

/** What the desk said when the report came in. */
async function bounced(messageId: string, address: string, reported?: Reported): Promise<Sent[]> {
  reports += 1;
  return await world.files(bounceOf(messageId, address, reported).replace("<bounce@", `<b${reports}@`));
}

describe("a notice that does not reach one of the desk's own people", () => {
  const alerts = async () => {
    const mails = (await stores().outbox.list({ limit: 200 })).filter((one) => one.class === "alert");
    return await Promise.all(mails.map(({ id }) => world.read(id)));
  };

  test("is told to operations, once an hour for each address, with why; the history says it each time", async () => {
    await send({ "one@desk.example": "550 5.1.1 no such user" });
    const [told, ...more] = await alerts();
    expect([told?.recipients, more]).toEqual([["ops@desk.example"], []]);
    expect(told?.text).toContain("Agent One");
    expect(told?.text).toContain("Adressen findes ikke hos modtageren.");
    expect(told?.text).toContain("550 5.1.1 no such user");
    expect(await events()).toContain("delivery-failed");
    await world.customerSays("Er I der?");
    await send({ "one@desk.example": "550 5.1.1 no such user" });
    expect((await events()).filter((type) => type === "delivery-failed").length).toBeGreaterThan(1);
    expect(await alerts()).toHaveLength(1);
    expect(await suppressed()).toEqual([]);
  });

  test("is told to nobody by mail where operations themselves cannot be reached", async () => {
    const gone = "550 5.1.1 no such user";
    await send({ "one@desk.example": gone, "ops@desk.example": gone });
    // Once more, should the alert have been written after the first round had looked.
    await send({ "ops@desk.example": gone });
    expect((await alerts()).map(({ state, recipients }) => [state, recipients])).toEqual([
      ["failed", ["ops@desk.example"]],
    ]);
  });
});

describe("a report of an address that does not exist", () => {
  test("tells the deputy of an agent who is away that they stand in", async () => {
    const messageId = await answered();
    const { one } = world.desk.open.filing.context.desk.agents as Record<string, { absent: readonly object[] }>;
    one!.absent = [{ from: "2000-01-01", to: "2099-12-31", deputy: "two" }];
    const told = await bounced(messageId, METTE);
    one!.absent = [];
    expect(told.map((mail) => mail.recipients)).toEqual([["two@desk.example"]]);
    expect(told[0]?.text).toContain("Du får denne besked som stedfortræder for Agent One, der er fraværende.");
  });

  test("revokes the answer, suppresses the address and tells the agents in plain words", async () => {
    const messageId = await answered();
    expect(await firstResponse()).toBe("met");
    const told = await bounced(messageId, METTE.toUpperCase());
    expect(await firstResponse()).toBe("running");
    expect(await suppressed()).toEqual([METTE]);
    expect(told.map((one) => one.recipients)).toEqual([["one@desk.example"]]);
    expect(told[0]?.text).toContain("Adressen findes ikke hos modtageren.");
    expect(told[0]?.text).toContain("550 no such user");
    expect(told[0]?.text).toContain("Kunden har altså ikke fået svaret");
    expect(told[0]?.text).toContain(`svartid suppression remove ${METTE}`);
  });

  test("does nothing more when it comes again, not even after the suppression was lifted", async () => {
    const messageId = await answered();
    await bounced(messageId, METTE);
    await stores().suppressions.lift(METTE);
    expect(await bounced(messageId, METTE)).toEqual([]);
    expect(await suppressed()).toEqual([]);
  });

  test("settles an answer whose fate nobody knew: it is not sent again", async () => {
    const [reply] = ofClass(await world.say("Prøv at genstarte."), "reply");
    const id = reply?.id ?? 0;
    await sql`update outbox set state = 'uncertain', phase = 'commit_pending' where id = ${id}`.execute(
      world.desk.open.database,
    );
    await bounced((await stores().outbox.find(id))?.messageId ?? "", METTE);
    expect(await stores().outbox.find(id)).toMatchObject({ state: "failed", recipients: [{ state: "failed" }] });
    await send();
    expect((await stores().outbox.find(id))?.attempts).toBe(0);
  });

  test("stands where it overtakes the sender's own word that the server took the mail", async () => {
    const [reply] = ofClass(await world.say("Prøv at genstarte."), "reply");
    const { unitOfWork } = world.desk.open;
    // Notices of the same desk are due before it.
    await sql`update outbox set next_at = null where class <> 'reply'`.execute(world.desk.open.database);
    const mail = await unitOfWork.transaction(({ outbox }) => outbox.claim(60));
    expect(mail?.id).toBe(reply?.id);
    await bounced(mail?.messageId ?? "", METTE);
    const recipients = (mail?.recipients ?? []).map((one) => ({ ...one, state: "sent" as const, reply: "250 ok" }));
    const sentAt = await stores().now();
    await stores().outbox.recordOutcome(mail?.id ?? 0, mail?.epoch ?? 0, {
      state: "sent",
      recipients,
      nextAt: null,
      lastError: null,
      sentAt,
    });
    expect((await stores().outbox.find(mail?.id ?? 0))?.recipients).toMatchObject([
      { state: "failed", reply: "550 no such user" },
    ]);
  });

  describe("of whose mail others know too", () => {
    const goesOut = async () => ofClass(await world.say("Prøv igen."), "reply").map((one) => one.recipients);

    test("keeps no answer from the requester: they were in copy, and may have written the report", async () => {
      const messageId = await answered(`#cc ${IT}\n\nPrøv at genstarte.`);
      const [told] = await bounced(messageId, METTE);
      expect(await firstResponse()).toBe("running");
      expect(told?.text).toContain("Kunden har altså ikke fået svaret");
      expect(told?.text).not.toContain("svartid suppression remove");
      expect(told?.text).toContain("Meldt af: mailer-daemon@north.example (intet beviser afsenderen)");
      expect(await suppressed()).toEqual([]);
      expect(await goesOut()).toEqual([[IT, METTE]]);
    });

    test("keeps no answer from the requester: a later mail, which names it, went to them too", async () => {
      const messageId = await answered();
      await world.say(`#cc ${IT}\n\nPrøv at genstarte igen.`);
      await bounced(messageId, METTE);
      expect(await suppressed()).toEqual([]);
      expect(await goesOut()).toEqual([[IT, METTE]]);
    });

    test("keeps no answer from the requester: they were in copy of it, and are no more", async () => {
      const messageId = await answered(`#cc ${IT}\n\nPrøv at genstarte.`);
      await world.say(`#uncc ${IT}`);
      await bounced(messageId, METTE);
      expect(await suppressed()).toEqual([]);
      expect(await goesOut()).toEqual([[METTE]]);
    });

    test("keeps no answer from the requester: they were in copy of what the requester wrote back", async () => {
      const messageId = await answered();
      await world.customerSays("Det hjalp ikke.", { headers: ["Cc: Colleague <colleague@north.example>"] });
      await bounced(messageId, METTE);
      expect(await suppressed()).toEqual([]);
      expect(await goesOut()).toEqual([[METTE]]);
    });
  });

  test("about somebody in copy suppresses that address alone, and the answer stands", async () => {
    const messageId = await answered(`#cc ${IT}\n\nPrøv at genstarte.`);
    const told = await bounced(messageId, IT);
    expect(await firstResponse()).toBe("met");
    expect(await suppressed()).toEqual([IT]);
    expect(told[0]?.text).toContain("Det gælder ikke kunden selv");
  });
});

describe("an agent's address", () => {
  test("is not suppressed in copy of an answer, though a report says that it does not exist", async () => {
    const messageId = await answered("#cc two@desk.example\n\nPrøv at genstarte.");
    expect(await bounced(messageId, "Two@Desk.example")).toHaveLength(1);
    expect(await suppressed()).toEqual([]);
  });

  test("is not suppressed as a requester's, when our own server refuses it", async () => {
    const acknowledged = await world.files(
      [
        "Authentication-Results: mx.desk.example; dmarc=pass header.from=desk.example",
        "From: two@desk.example",
        "To: support@desk.example",
        "Subject: Printeren",
        "Message-ID: <own@desk2.example>",
        "",
        "Jeg har selv et problem.",
        "",
      ].join("\n"),
    );
    expect(ofClass(acknowledged, "acknowledgement").map((one) => one.recipients)).toEqual([["two@desk.example"]]);
    await send({ "two@desk.example": "550 5.1.1 User unknown" });
    expect(await suppressed()).toEqual([]);
  });
});

describe("a report about a mail of no ticket", () => {
  test("is recorded with that mail, and suppresses the address", async () => {
    const id = await stores().outbox.nextId();
    const messageId = createMessageId(id, "desk.example", world.desk.open.signer);
    await stores().outbox.insert({
      id,
      ticketId: null,
      messageRowId: null,
      class: "acknowledgement",
      mailboxId: null,
      messageId,
      envelopeFrom: "",
      bytes: Buffer.from(`Message-ID: ${messageId}\r\n\r\nx\r\n`),
      recipients: [{ address: METTE, role: "requester" }],
      notBefore: null,
    });
    await send();
    expect((await stores().outbox.find(id))?.recipients).toMatchObject([{ state: "sent" }]);
    expect(await bounced(messageId, METTE)).toEqual([]);
    expect((await stores().outbox.find(id))?.recipients).toMatchObject([
      { state: "failed", reply: "550 no such user" },
    ]);
    expect(await suppressed()).toEqual([METTE]);
  });
});

describe("a report that proves nothing against the address", () => {
  test.each([
    ["delayed", { action: "delayed", status: "4.4.1", diagnostic: "451 try again" }, "delivery-delayed", "met", 0],
    [
      "full for now",
      { action: "delayed", status: "4.2.2", diagnostic: "452 mailbox full" },
      "delivery-delayed",
      "met",
      0,
    ],
    ["full", { status: "5.2.2", diagnostic: "552 mailbox full" }, "bounced", "running", 1],
    ["never reached", { status: "4.4.7", diagnostic: "delivery time expired" }, "bounced", "running", 1],
    ["refused by a policy", { status: "5.7.1", diagnostic: "550 5.7.1 no" }, "bounced", "running", 1],
  ] as const)("%s: the address is not suppressed", async (_, reported, event, clock, mails) => {
    const told = await bounced(await answered(), METTE, reported);
    expect(await suppressed()).toEqual([]);
    expect(await events()).toContain(event);
    expect([await firstResponse(), told.length]).toEqual([clock, mails]);
  });

  test.each([
    ["another id under the MAC of a real one", (id: string) => id.replace(/^<o\.[a-z2-7]+/, "<o.aaaaaaab")],
    ["no id of ours", () => "<o.1@desk.example>"],
    ["the id on another domain", (id: string) => id.replace("@desk.example", "@evil.example")],
  ])("forged with %s: nothing changes", async (_, forge) => {
    const messageId = await answered();
    const before = await events();
    expect(await bounced(forge(messageId), METTE)).toEqual([]);
    expect([await suppressed(), await firstResponse(), await events()]).toEqual([[], "met", before]);
  });

  test("naming somebody whom the mail was passed on to: the agents are told once, and nobody is suppressed", async () => {
    const messageId = await answered();
    const [told] = await bounced(messageId, "ceo@north.example");
    expect(told?.text).toContain("Modtager: ceo@north.example\nÅrsag: Adressen findes ikke hos modtageren.");
    expect(told?.text).toContain("Det er usikkert, hvem der mangler den");
    expect(await bounced(messageId, "cfo@north.example")).toEqual([]);
    expect([await suppressed(), await firstResponse()]).toEqual([[], "met"]);
  });
});

describe("what our own server refuses at once", () => {
  test("for good, as nobody it knows: the address is suppressed and the agents are told", async () => {
    await world.say("Prøv at genstarte.");
    await send({ [METTE]: "550 5.1.1 User unknown" });
    expect(await suppressed()).toEqual([METTE]);
    expect(await events()).toContain("delivery-failed");
    const mails = await stores().outbox.list({ limit: 1 });
    expect((await world.read(mails[0]?.id ?? 0)).text).toContain("Adressen findes ikke hos modtageren.");
  });

  test.each(["550 5.7.1 blocked", "450 4.1.1 User unknown", "552 5.2.2 mailbox full"])(
    "%s: it is not suppressed",
    async (words) => {
      await world.say("Prøv at genstarte.");
      await send({ [METTE]: words });
      expect(await suppressed()).toEqual([]);
    },
  );

  test("an agent's own address is never suppressed", async () => {
    await send({ "one@desk.example": "550 5.1.1 User unknown" });
    expect(await suppressed()).toEqual([]);
  });
});

describe("a suppressed address", () => {
  const suppress = (address: string) => stores().suppressions.add(address, "550 5.1.1 no such user");

  test("an answer to it comes back to the agent at once, and nothing of the mail is done", async () => {
    await suppress(METTE);
    const sent = await world.say(`#cc ${IT}\n#level A\n\nPrøv at genstarte.`);
    expect(sent.map((one) => [one.class, one.recipients])).toEqual([["confirmation", ["one@desk.example"]]]);
    expect(sent[0]?.text).toContain(`Kunden kan ikke få mail på ${METTE}. Adressen findes ikke hos modtageren`);
    expect(sent[0]?.text).toContain("Prøv at genstarte.");
    const ticket = await world.ticket();
    expect(ticket.level).toBe("C");
    expect(await stores().tickets.listParticipants(ticket.id)).toEqual([{ address: METTE, state: "requester" }]);
    expect((await stores().tickets.listMessages(ticket.id)).map(({ direction }) => direction)).toEqual(["inbound"]);
  });

  test("a note and commands alone are done as ever", async () => {
    await suppress(METTE);
    await world.say("#level A");
    await world.say("#note\nRingede forgæves.");
    expect((await world.ticket()).level).toBe("A");
    expect(await events()).not.toContain("commands-refused");
  });

  test("in copy it is left out, the requester gets the answer, and the confirmation says so", async () => {
    await suppress(IT);
    const first = await world.say(`#cc ${IT}\n\nPrøv at genstarte.`);
    const second = await world.say("Prøv igen.");
    for (const sent of [first, second]) {
      expect(ofClass(sent, "reply").map((one) => one.recipients)).toEqual([[METTE]]);
      expect(ofClass(sent, "confirmation")[0]?.text.match(/it@north\.example får ikke mailen/g) ?? []).toHaveLength(1);
    }
  });

  test("automatic mail to it is recorded as not sent", async () => {
    await suppress("nobody@south.example");
    // The desk opens tickets for people by forward too: there the requester has not written.
    await world.files(
      [
        "Authentication-Results: mx.desk.example; dmarc=pass header.from=desk.example",
        "From: one@desk.example",
        "To: support@desk.example",
        "Subject: VS: Regning",
        "Message-ID: <f1@desk.example>",
        "Content-Type: text/plain; charset=utf-8",
        "",
        "---------- Forwarded message ---------",
        "From: Nobody <nobody@south.example>",
        "Date: Tue, 24 Nov 2026 09:00",
        "Subject: Regning",
        "To: one@desk.example",
        "",
        "Hvor er regningen?",
        "",
      ].join("\n"),
    );
    const ticket = await world.ticket();
    expect(ticket.requester.address).toBe("nobody@south.example");
    const withheld = (await stores().tickets.listEvents(ticket.id)).filter(
      ({ type }) => type === "acknowledgement-withheld",
    );
    expect(withheld.map(({ data }) => data)).toEqual([{ why: ["the mail was refused: suppressed"] }]);
    expect(await suppressed()).toEqual(["nobody@south.example"]);
  });

  test("a mail that a person writes from it lifts that, before it is answered", async () => {
    await suppress(METTE);
    const sent = await world.customerSays("Jeg er her endnu, virker det nu?");
    expect(sent.length).toBeGreaterThan(0);
    expect(await suppressed()).toEqual([]);
    expect(await events()).toContain("suppression-lifted");
    await suppress(METTE);
    await world.opens("En ny sag");
    expect(await events()).not.toContain("acknowledgement-withheld");
  });

  test("the command line lists it with the reason, and lifts it once", async () => {
    await suppress(METTE);
    const environment = { DATABASE_URL: world.desk.open.url };
    const list = await runCli(["suppression", "list", "--json"], environment);
    expect(JSON.parse(list.out)).toMatchObject([{ address: METTE, why: "550 5.1.1 no such user" }]);
    const remove = ["suppression", "remove", "Mette@North.example", "--json"];
    expect(await runCli(remove, environment)).toMatchObject({ code: 0 });
    expect(await suppressed()).toEqual([]);
    expect((await runCli(remove, environment)).code).toBe(1);
  });

  test("an out-of-office reply from it lifts nothing", async () => {
    await suppress(METTE);
    await world.desk.file(
      `From: ${METTE}\nTo: support@desk.example\nSubject: Autosvar\nAuto-Submitted: auto-replied\n\nFerie\n`,
    );
    expect(await suppressed()).toEqual([METTE]);
  });
});
