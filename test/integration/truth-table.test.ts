import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { createSmtpSender } from "../../src/adapters/smtp/smtp-sender.ts";
import type { Ticket } from "../../src/usecases/ports/ticket-store.ts";
import { sendOutbox } from "../../src/usecases/send-outbox.ts";
import { wireOutbox } from "../../src/wire-outbox.ts";
import { type AgentDesk, openAgentDesk } from "../support/agent-desk.ts";
import { type SmtpSink, startSmtpSink } from "../support/smtp-sink.ts";

// Which event does what to a promise: one test for each row of the agreement's table, from the mail to the clock. The sums
// behind them are in test/unit/usecases/clock/truth-table.test.ts, a changed agreement or calendar in adopt-desk.test.ts.

const C = "name: { da: n, en: n }, definition: { da: d, en: d }, calendar: office";
const ALL_THREE = `levels: { C: { ${C}, firstResponse: 16h, nextResponse: 4h, resolution: 40h } }\n`;

let world: AgentDesk;
let sink: SmtpSink;
let ticket: Ticket;

const start = async (more = ALL_THREE) => {
  world = await openAgentDesk(0, more);
  ticket = await world.ticket();
};

beforeEach(async () => {
  sink = await startSmtpSink();
});
afterEach(async () => {
  await world.close();
  await sink.stop();
});

const stores = () => world.desk.open.unitOfWork.reading;

/** Every clock of the ticket, as `kind state`. */
async function clocks(of: Ticket = ticket): Promise<string[]> {
  return (await stores().clocks.listForTicket(of.id)).map(({ kind, state }) => `${kind} ${state}`);
}

async function historyOf(kind: string): Promise<string[]> {
  const clock = (await stores().clocks.listForTicket(ticket.id)).findLast((one) => one.kind === kind);
  return (await stores().clocks.listEvents(clock?.id ?? 0)).map(({ type }) => type);
}

/** Lets everything that waits leave by a real SMTP server. */
async function send(): Promise<void> {
  const outbox = wireOutbox(world.desk.open);
  const server = { host: "127.0.0.1", port: sink.port, security: "none", user: null, password: null } as const;
  const sender = createSmtpSender(server);
  await sendOutbox(
    { ...outbox.services, waysOut: [{ mailboxId: 0, mailbox: "support", routes: [{ name: "sink", sender }] }] },
    50,
  );
  await sender.close();
  await outbox.close();
}

async function answered(): Promise<void> {
  await world.say("Prøv at genstarte.");
  await send();
}

function automatic(headers: string[], text = "Jeg er på ferie til mandag."): string {
  return [
    "From: mette@north.example",
    "To: support@desk.example",
    "Subject: Systemet",
    "Message-ID: <automatic@north.example>",
    "In-Reply-To: <q1@north.example>",
    ...headers,
    "",
    text,
  ].join("\n");
}

const RUNNING = ["first_response running", "resolution running"];
const ANSWERED = ["first_response met", "resolution running"];

describe("the truth table", () => {
  test("customer's mail opens a ticket: first response and resolution start", async () => {
    await start();
    expect(await clocks()).toEqual(RUNNING);
    expect(await historyOf("first_response")).toEqual(["start"]);
  });

  test("auto-acknowledgement, any automatic mail of ours: nothing", async () => {
    await start();
    await send();
    expect(sink.deliveries.length).toBeGreaterThan(1);
    expect(await clocks()).toEqual(RUNNING);
  });

  test("agent's reply queued, or sent but not accepted by SMTP: nothing", async () => {
    await start();
    await send();
    await world.say("Prøv at genstarte.");
    expect(await clocks()).toEqual(RUNNING);
    sink.fail("body", { kind: "refuse", code: 451, text: "4.3.0 later" });
    await send();
    expect(await clocks()).toEqual(RUNNING);
  });

  test("agent's reply accepted by SMTP for the requester: first and next response are met", async () => {
    await start();
    await answered();
    expect(await clocks()).toEqual(ANSWERED);
    await world.customerSays("Det hjalp ikke, nu er skærmen helt sort.");
    expect(await clocks()).toEqual([...ANSWERED, "next_response running"]);
    await answered();
    expect(await clocks()).toEqual([...ANSWERED, "next_response met"]);
  });

  test("agent's note, a command, a mail to a colleague or a third party: nothing", async () => {
    await start();
    await world.say("#note\n\nRinget til driften.");
    await world.say("#tildel two\n#cc it@north.example");
    await world.say("#status");
    await send();
    expect(await clocks()).toEqual(RUNNING);
    expect(await historyOf("first_response")).toEqual(["start"]);
  });

  test("verified bounce for the only requester address: first and next response are revoked", async () => {
    await start();
    await answered();
    const reply = (await stores().outbox.list({ limit: 50 })).find((one) => one.class === "reply");
    await world.desk.file(
      [
        "From: MAILER-DAEMON@north.example",
        "To: support@desk.example",
        "Subject: Undelivered",
        "Message-ID: <bounce@north.example>",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
        "",
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.north.example\n",
        "Final-Recipient: rfc822; mette@north.example\nAction: failed\nStatus: 5.1.1\n",
        `--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: ${reply?.messageId}\n\n--b--`,
      ].join("\n"),
    );
    expect(await clocks()).toEqual(RUNNING);
    expect(await historyOf("first_response")).toEqual(["start", "met", "revoke"]);
  });

  test("customer writes again while nothing is unanswered: next response starts, the resolution resumes", async () => {
    await start();
    await answered();
    await world.say("#vent");
    expect(await clocks()).toEqual(["first_response met", "resolution paused"]);
    await world.customerSays("Her er oplysningerne, som I bad om.");
    expect(await clocks()).toEqual([...ANSWERED, "next_response running"]);
  });

  test("customer writes again while one is unanswered: the older promise stands, the resolution resumes", async () => {
    await start();
    await world.say("#vent");
    expect(await clocks()).toEqual(["first_response running", "resolution paused"]);
    await world.customerSays("Det haster, kan I svare i dag?");
    expect(await clocks()).toEqual(RUNNING);
  });

  test.each([
    ["auto-reply", automatic(["Auto-Submitted: auto-replied"])],
    [
      "read receipt",
      automatic(
        ['Content-Type: multipart/report; report-type=disposition-notification; boundary="b"'],
        "--b\n\nLæst.\n--b\nContent-Type: message/disposition-notification\n\nDisposition: manual-action/MDN-sent-manually; displayed\n\n--b--",
      ),
    ],
    ['"Tak!"', automatic([], "Tak!")],
  ])("customer's %s: nothing", async (_what, mail) => {
    await start();
    await answered();
    await world.say("#vent");
    await world.desk.file(mail);
    expect(await clocks()).toEqual(["first_response met", "resolution paused"]);
  });

  test("#wait for the requester: pauses the resolution alone", async () => {
    await start();
    await world.say("#wait");
    expect(await clocks()).toEqual(["first_response running", "resolution paused"]);
    expect(await historyOf("resolution")).toEqual(["start", "pause"]);
  });

  test("access or consent asked, and given: every promise pauses, and resumes", async () => {
    for (const words of ["#ask-access Må vi få adgang?", "#ask-consent Må vi genstarte?"]) {
      await start();
      await world.say(words);
      expect(await clocks()).toEqual(["first_response paused", "resolution paused"]);
      await world.customerSays("Ja, det må I gerne gøre nu.");
      expect(await clocks()).toEqual(RUNNING);
      if (words.startsWith("#ask-access")) await world.close();
    }
  });

  describe("while consent or access is asked", () => {
    const asks = async (line: string) => {
      await start();
      await answered();
      const sent = await world.say(line);
      const { id } = sent.find((one) => one.class === "reply")!;
      await send();
      return (await stores().outbox.find(id))!.messageId.slice(1, -1);
    };
    const resolution = async () => (await clocks())[1];
    const earlierAnswer = async () => {
      const replies = (await stores().outbox.list({ limit: 50 })).filter((one) => one.class === "reply");
      return (await stores().outbox.find(replies.at(-1)!.id))!.messageId.slice(1, -1);
    };

    test.each([
      ["#ask-consent Må vi genstarte?", "Nej tak"],
      ["#ask-consent Må vi genstarte?", "Hvad koster det?"],
      ["#ask-permission Må vi genstarte?", "Ja"],
      ["#ask-access Må vi få adgang?", "Brug vejledningen på den delte side."],
    ])("%s: the requester's answer, %s, ends the wait", async (line, text) => {
      const question = await asks(line);
      expect(await resolution()).toBe("resolution paused");
      await world.customerProves(text, question);
      expect(await resolution()).toBe("resolution running");
    });

    test.each(["#ask-consent Må vi genstarte?", "#ask-access Må vi få adgang?"])(
      "%s: an answer to another mail of ours does not, though the wait for the requester is over",
      async (line) => {
        await asks(line);
        await world.say("#vent");
        await world.customerProves("Der mangler også en rapport fra i går.", await earlierAnswer());
        expect(await resolution()).toBe("resolution paused");
        const { pauseReason } = (await stores().clocks.listForTicket(ticket.id))[1]!;
        expect(pauseReason).toBe(line.startsWith("#ask-consent") ? "consent" : "access");
      },
    );

    test("somebody else's answer does not give consent, and somebody's in copy gives access", async () => {
      const consent = await asks("#ask-consent Må vi genstarte?");
      await world.say("#cc it@north.example");
      await world.customerProves("Ja", consent, "it@north.example");
      expect(await resolution()).toBe("resolution paused");
      await world.close();
      const access = await asks("#ask-access Må vi få adgang?");
      await world.customerProves("Her er adgangen.", access, "stranger@elsewhere.example");
      expect(await resolution()).toBe("resolution paused");
      await world.say("#cc it@north.example", "one", ticket);
      await world.customerProves("Her er adgangen.", access, "it@north.example");
      expect(await resolution()).toBe("resolution running");
    });

    test("a question that #undo stopped is waited for no longer than until the customer writes", async () => {
      await asks("#ask-consent Må vi genstarte?");
      const [{ id } = { id: 0 }] = await stores().approvals.listOpen(ticket.id);
      const { message_row_id } = await world.desk.open.database
        .selectFrom("outbox")
        .select("message_row_id")
        .where("class", "=", "reply")
        .orderBy("id", "desc")
        .executeTakeFirstOrThrow();
      await stores().approvals.withdraw(message_row_id!);
      expect((await stores().approvals.listOpen(ticket.id)).map((one) => one.id)).not.toContain(id);
      await world.customerProves("Der mangler også en rapport fra i går.", await earlierAnswer());
      expect(await resolution()).toBe("resolution running");
    });
  });

  test("level changed: every promise is retargeted", async () => {
    await start(
      `levels: { A: { ${C}, firstResponse: 2h, resolution: 8h }, C: { ${C}, firstResponse: 16h, resolution: 40h } }\n`,
    );
    await world.say("#level A");
    const targets = (await stores().clocks.listForTicket(ticket.id)).map(({ targetMinutes }) => targetMinutes);
    expect(targets).toEqual([120, 480]);
    expect(await historyOf("resolution")).toEqual(["start", "retarget"]);
  });

  test("level changed once the ticket has ended: what the new level promises beside is met, and owed again when it reopens", async () => {
    await start(`levels: { A: { ${C}, firstResponse: 2h, resolution: 8h }, C: { ${C}, firstResponse: 16h } }\n`);
    await answered();
    await world.say("#resolve");
    await world.say("#level A");
    expect(await clocks()).toEqual(["first_response met", "resolution met"]);
    await world.say("#reopen");
    expect(await clocks()).toEqual(["first_response met", "resolution running"]);
  });

  test("resolve or close without an answer: the first response runs on, the resolution is met", async () => {
    for (const words of ["#resolve", "#close"]) {
      await start();
      await world.say(words);
      expect(await clocks()).toEqual(["first_response running", "resolution met"]);
      if (words === "#resolve") await world.close();
    }
  });

  test("resolve while a next response is owed: it is void", async () => {
    await start();
    await answered();
    await world.customerSays("Det hjalp ikke, nu er skærmen helt sort.");
    await world.say("#resolve");
    expect(await clocks()).toEqual(["first_response met", "resolution met", "next_response cancelled"]);
  });

  test("reopen: the first response runs on or stays met, the resolution reopens", async () => {
    await start();
    await answered();
    await world.say("#resolve");
    expect(await clocks()).toEqual(["first_response met", "resolution met"]);
    await world.say("#reopen");
    expect(await clocks()).toEqual(ANSWERED);
    expect(await historyOf("resolution")).toEqual(["start", "met", "reopen"]);
  });

  test.each([
    ["all three", ALL_THREE, ["resolution running", "next_response running"]],
    ["no resolution", `levels: { C: { ${C}, firstResponse: 16h, nextResponse: 4h } }\n`, ["next_response running"]],
    ["a first response alone", "", ["first_response running"]],
  ])(
    "closed by the requester before an answer, and asked again: of %s, an answer is promised again",
    async (_, levels, again) => {
      await start(levels);
      await world.customerProves("#close");
      expect((await clocks())[0]).toBe("first_response cancelled");
      const before = await stores().now();
      await world.customerSays("Det virker alligevel ikke, kan I hjælpe?");
      expect(await clocks()).toEqual(["first_response cancelled", ...again]);
      const promised = (await stores().clocks.listForTicket(ticket.id)).at(-1);
      expect(promised?.startedAt).toBeGreaterThanOrEqual(before);
      await world.customerSays("Er I der?");
      expect(await clocks()).toHaveLength(1 + again.length);
      await answered();
      expect((await clocks()).at(-1)).toBe(again.at(-1)?.replace("running", "met"));
    },
  );

  test("closed by the requester after an answer, and asked again: a next response is promised", async () => {
    await start();
    await answered();
    await world.customerProves("#close");
    await world.customerSays("Det virker alligevel ikke, kan I hjælpe?");
    expect(await clocks()).toEqual([...ANSWERED, "next_response running"]);
  });

  test.each(["#wait", "#bed-om-adgang Må vi få adgang?"])(
    "%s and then reopen: nothing is waited for",
    async (words) => {
      await start();
      await answered();
      await world.say(words);
      expect(await clocks()).toContain("resolution paused");
      await world.say("#reopen");
      expect(await clocks()).toEqual(["first_response met", "resolution running"]);
      expect((await world.ticket()).state).toBe("open");
    },
  );

  test("merge into another: every promise is cancelled, the target keeps its own", async () => {
    await start();
    const source = await world.opens("Nu kan jeg heller ikke udskrive.");
    await world.say(`#merge ${ticket.ref}`, "one", source);
    expect(await clocks(source)).toEqual(["first_response cancelled", "resolution cancelled"]);
    expect(await clocks()).toEqual(RUNNING);
  });

  test("no valid agreement: no clock until #accept, then a start at the instant of #accept", async () => {
    await start(`${ALL_THREE}organisations: [{ id: south, name: S, domains: [south.example], hosting: vendor }]\n`);
    expect(await clocks()).toEqual([]);
    const before = await stores().now();
    await world.say("#accept the agreement is on its way");
    expect(await clocks()).toEqual(RUNNING);
    const [first] = await stores().clocks.listForTicket(ticket.id);
    expect(first?.startedAt).toBeGreaterThanOrEqual(before);
  });

  test.each(["addon", "none"] as const)("coverage %s: every promise runs", async (coverage) => {
    const period = "from: 2020-01-01, to: 2099-12-31";
    await start(
      `${ALL_THREE}services: { extra: { name: { da: x, en: x }, coverage: { vendor: ${coverage}, customer: none } } }
organisations: [{ id: north, name: N, domains: [north.example], hosting: vendor, agreement: { ${period} } }]
rules: [{ when: { from: north.example }, set: { service: extra } }]\n`,
    );
    expect(ticket.coverage).toBe(coverage);
    expect(await clocks()).toEqual(RUNNING);
  });
});
