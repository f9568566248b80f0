import { afterEach, expect, test } from "@jest/globals";
import { createTransport } from "nodemailer";
import { dovecotWithSieve, startDovecot } from "../support/dovecot.ts";
import { openTestDesk, type TestDesk } from "../support/open-test-desk.ts";
import { testOn } from "../support/real-server.ts";
import { startSmtpSink } from "../support/smtp-sink.ts";
import { testDesk } from "../support/test-desk.ts";

const MOST_ROUNDS = 12;
/** Automatic mails of one side of a pair. */
const MOST_MAILS = 3;

const endings: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

interface Desk {
  address: string;
  domain: string;
  desk: TestDesk;
}

async function openDesk(address: string, secret: string): Promise<Desk> {
  const domain = address.slice(address.indexOf("@") + 1);
  const settings = testDesk(`
mailboxes:
  - { name: support, imap: "imap://u:p@127.0.0.1:1/INBOX", smtp: "smtp://u:p@127.0.0.1:1", trustedAuthServers: [mx.${domain}] }
`);
  const desk = await openTestDesk({ ...settings, desk: { ...settings.desk, address } }, secret);
  endings.push(() => desk.close());
  return { address, domain, desk };
}

/** The acknowledgements that a desk wants to send and nobody has carried yet. */
async function takeAcknowledgements({ desk }: Desk): Promise<string[]> {
  const taken: string[] = [];
  const { outbox } = desk.open.unitOfWork.reading;
  for (;;) {
    const mail = await desk.open.unitOfWork.transaction((stores) => stores.outbox.claim(60));
    if (mail === null) return taken;
    const recipients = mail.recipients.map((one) => ({ ...one, state: "sent" as const }));
    const done = { state: "sent" as const, recipients, nextAt: null, lastError: null, sentAt: null };
    await outbox.recordOutcome(mail.id, mail.epoch, done);
    if (mail.class === "acknowledgement") taken.push(Buffer.from(mail.bytes).toString());
  }
}

let given = 0;

function write(from: string, to: Desk, text: string, headers: readonly string[] = [], proved = false): string {
  const domain = from.slice(from.indexOf("@") + 1);
  return [
    `Authentication-Results: mx.${to.domain}; dmarc=${proved ? "pass" : "none"} header.from=${domain}`,
    `From: ${from}`,
    `To: ${to.address}`,
    `Subject: ${["Spørgsmål", "Hej", "En sag"][given % 3]} ${given}`,
    `Message-ID: <m${++given}@${domain}>`,
    ...headers,
    "Content-Type: text/plain; charset=utf-8",
    "",
    text,
    "",
  ].join("\n");
}

const linesOf = (mail: string, name: string) => mail.match(new RegExp(`^${name}:.*$`, "gim")) ?? [];

test("two desks that acknowledge each other stop at once, by what each says of its own mail", async () => {
  const one = await openDesk("support@desk.example", "the secret of the first desk, long enough");
  const other = await openDesk("help@other.example", "the secret of the second desk, long enough");
  await one.desk.file(write(other.address, one, "Kan I hjælpe os?"));
  const [first, ...more] = await takeAcknowledgements(one);
  expect(more).toEqual([]);
  expect(linesOf(first!, "Auto-Submitted")).not.toEqual([]);
  await other.desk.file(`Return-Path: <>\n${first}`);
  expect(await takeAcknowledgements(other)).toEqual([]);
});

test.each([true, false])(
  "two desks behind a gateway that takes out every sign of automatic mail stop after three mails each (proved: %s)",
  async (proved) => {
    const one = await openDesk("support@desk.example", "the secret of the first desk, long enough");
    const other = await openDesk("help@other.example", "the secret of the second desk, long enough");
    await one.desk.file(write(other.address, one, "Kan I hjælpe os?", [], proved));
    const sent = new Map([one, other].map((desk) => [desk.address, 0]));
    let [from, to] = [one, other];
    for (let round = 0; round < MOST_ROUNDS; round++) {
      for (const mail of await takeAcknowledgements(from)) {
        sent.set(from.address, (sent.get(from.address) ?? 0) + 1);
        await to.desk.file(write(from.address, to, await readable(from, mail), [], proved));
      }
      [from, to] = [to, from];
    }
    for (const count of sent.values()) expect(count).toBeGreaterThan(0);
    for (const count of sent.values()) expect(count).toBeLessThanOrEqual(MOST_MAILS);
    // Nothing was dropped: each mail is a ticket or stands on one.
    const filed = await Promise.all(
      [one, other].map(({ desk }) => desk.open.unitOfWork.reading.inbound.list({ limit: 50 })),
    );
    expect(filed.flat().map(({ state }) => state)).toEqual(filed.flat().map(() => "filed"));
  },
);

test.each([true, false])(
  "a dumb responder that rewrites ids and subject, and dates its answers, gets no more than three mails (proved: %s)",
  async (proved) => {
    const desk = await openDesk("support@desk.example", "the secret of the first desk, long enough");
    const responder = "info@robot.example";
    await desk.desk.file(write(responder, desk, "Vi vil gerne høre om priser.", [], proved));
    let answers = 0;
    for (let round = 0; round < MOST_ROUNDS; round++) {
      for (const _ of await takeAcknowledgements(desk)) {
        answers++;
        const text = `Tak for din henvendelse nr. ${4711 + round}.\nVi svarer inden den ${round + 1}/12-2026 kl. 1${round}:00.`;
        await desk.desk.file(write(responder, desk, text, [], proved));
      }
    }
    expect(answers).toBeGreaterThan(0);
    expect(answers).toBeLessThanOrEqual(MOST_MAILS);
  },
);

testOn(dovecotWithSieve)(
  "a customer's vacation script says nothing to our acknowledgement, and what it says to a person's answer is recorded and not answered",
  async () => {
    const sink = await startSmtpSink();
    endings.push(() => sink.stop());
    const mette = {
      address: "mette@north.example",
      password: "a password of the tests",
      sieve:
        'require ["vacation"];\nvacation :days 1 :addresses ["mette@north.example"] "Jeg er på ferie til mandag.";\n',
    };
    const server = await startDovecot([mette], { submissionPort: sink.port });
    endings.push(() => server.stop());
    const desk = await openDesk("support@desk.example", "the secret of the first desk, long enough");
    await desk.desk.file(write(mette.address, desk, "Kan I hjælpe mig med måleren?"));
    const [acknowledgement] = await takeAcknowledgements(desk);
    const lmtp = createTransport({ host: "127.0.0.1", port: server.lmtpPort, lmtp: true, ignoreTLS: true });
    endings.push(async () => lmtp.close());
    const to = mette.address;
    await lmtp.sendMail({ envelope: { from: "", to }, raw: acknowledgement! });
    expect(sink.deliveries).toEqual([]);

    const answer = `From: support@desk.example\r\nTo: ${to}\r\nSubject: Re: Hej\r\nMessage-ID: <a@desk.example>\r\n\r\nPrøv igen.\r\n`;
    await lmtp.sendMail({ envelope: { from: "support@desk.example", to }, raw: answer });
    const [vacation] = await sink.waitFor(1);
    await desk.desk.file(`Return-Path: <${vacation!.sender}>\n${vacation!.bytes.toString()}`);
    expect(await takeAcknowledgements(desk)).toEqual([]);
    const [filed] = await desk.desk.open.unitOfWork.reading.inbound.list({ limit: 1 });
    expect(filed).toMatchObject({ state: "filed", decision: "recorded" });
    expect(await desk.desk.open.unitOfWork.reading.tickets.list({ limit: 10 })).toHaveLength(1);
  },
);

/** What a person would read of it. */
async function readable({ desk }: Desk, mail: string): Promise<string> {
  const options = { trustedAuthServers: [], dns: "none" as const, ownAddresses: [] };
  const parsed = await desk.open.filing.parser.parse(Buffer.from(mail), options);
  if (!parsed.ok) throw new Error("an acknowledgement of ours cannot be read");
  return parsed.mail.text;
}
