import { randomBytes } from "node:crypto";
import { createTransport } from "nodemailer";
import { openDatabase } from "../../src/adapters/postgres/database.ts";
import { createUnitOfWork } from "../../src/adapters/postgres/unit-of-work.ts";
import { createSmtpSender } from "../../src/adapters/smtp/smtp-sender.ts";
import { parseMailUrl } from "../../src/desk/parse-mail-url.ts";
import { answerSent } from "../../src/usecases/answer-sent.ts";
import { type SendOutboxServices, sendOutbox } from "../../src/usecases/send-outbox.ts";
import { type ClockDesk, openClockDesk } from "../../test/support/clock-desk.ts";
import { silentLog } from "../../test/support/silent-log.ts";
import { waitUntil } from "../support/wait-until.ts";
import { CUSTOMER, DESK, type Stage } from "./stage.ts";

interface Size {
  readonly connections: number;
  readonly mails: number;
  readonly rounds: number;
}

/** So many senders for each connection: one sends while the others claim and record. */
const SENDERS_A_CONNECTION = 2;

/**
 * Replies of the outbox, each claimed, sent, recorded, and its promise met, beside nodemailer with the same bytes over as many
 * connections: mails a second, the median of the rounds of each, in turn. Postfix delivers each round before the next begins.
 */
export async function benchThroughput(stage: Stage, size: Size): Promise<object> {
  const desk = await openDesk(stage, size.connections);
  const bare: number[] = [];
  const ours: number[] = [];
  for (let round = 0; round < size.rounds; round++) {
    bare.push(await settled(stage, size.mails, () => sendBare(stage, size)));
    await desk.queue(size.mails);
    ours.push(await settled(stage, size.mails, () => desk.sendAll(size.mails)));
  }
  await desk.close();
  const [floor, rate] = [median(bare), median(ours)];
  return { ...size, bareMailsASecond: floor, mailsASecond: rate, ratio: Math.round((rate / floor) * 100) / 100 };
}

async function settled(stage: Stage, mails: number, send: () => Promise<unknown>): Promise<number> {
  const inbox = await stage.openInbox(CUSTOMER);
  const before = inbox.mailbox === false ? 0 : inbox.mailbox.exists;
  const from = performance.now();
  await send();
  const rate = Math.round(mails / ((performance.now() - from) / 1000));
  await waitUntil(async () => {
    await inbox.noop();
    return inbox.mailbox !== false && inbox.mailbox.exists >= before + mails;
  }, 200);
  await inbox.logout();
  return rate;
}

async function sendBare(stage: Stage, { connections, mails }: Size): Promise<void> {
  const transport = createTransport({
    url: stage.deskUrl,
    pool: true,
    maxConnections: connections,
    maxMessages: Number.POSITIVE_INFINITY,
  } as object);
  await Promise.all(
    Array.from({ length: mails }, (_, at) =>
      transport.sendMail({ envelope: { from: DESK, to: [CUSTOMER] }, raw: mailOf(`bare.${at}.${from()}`) }),
    ),
  );
  transport.close();
}

async function openDesk(stage: Stage, connections: number) {
  const { url } = await stage.server.newDatabase(`send${connections}`);
  const clocks = await openClockDesk(url);
  const database = openDatabase({ url, log: silentLog, maxConnections: connections * SENDERS_A_CONNECTION + 2 });
  const unitOfWork = createUnitOfWork(database);
  const parsed = parseMailUrl(stage.deskUrl, "smtp");
  if (!parsed.ok) throw new Error(parsed.message);
  const sender = createSmtpSender(parsed.server, { maxConnections: connections });
  const services: SendOutboxServices = {
    unitOfWork,
    waysOut: [{ mailboxId: 1, mailbox: "support", routes: [{ name: "postfix", sender }] }],
    onRouteNews: async () => undefined,
    journalAddress: null,
    randomness: { bytes: (count) => randomBytes(count), fraction: () => 0.5 },
    log: silentLog,
    meter: { count: () => undefined },
    onReplySent: (stores, mail, at) => answerSent(stores, clocks.context, mail, at),
    onFailed: () => Promise.reject(new Error("Postfix refused a mail of the bench")),
  };
  return {
    queue: (mails: number) => queueReplies(clocks, mails),
    sendAll: async (mails: number) => {
      const senders = Array.from({ length: connections * SENDERS_A_CONNECTION }, () => sendOutbox(services, mails));
      const sent = (await Promise.all(senders)).reduce((sum, count) => sum + count, 0);
      if (sent !== mails) throw new Error(`${sent} of ${mails} mails were tried`);
    },
    close: async () => {
      await sender.close();
      await database.destroy();
      await clocks.close();
    },
  };
}

async function queueReplies(clocks: ClockDesk, mails: number): Promise<void> {
  for (let at = 0; at < mails; at++) {
    const { ticketId } = await clocks.openTicket();
    await clocks.change(async ({ outbox }) => {
      const id = await outbox.nextId();
      await outbox.insert({
        id,
        ticketId,
        messageRowId: null,
        class: "reply",
        mailboxId: null,
        messageId: `<o.${id}@desk.example>`,
        envelopeFrom: DESK,
        bytes: mailOf(`o.${id}`),
        recipients: [{ address: CUSTOMER, role: "requester" }],
        notBefore: null,
      });
    });
  }
}

/** 3.5 kB, as an ordinary answer in text and HTML. */
function mailOf(name: string): Buffer {
  const lines = `Hej Kirsten, backuppen er sat i gang igen, og den kører nu.\r\n`.repeat(56);
  return Buffer.from(
    `From: Support <${DESK}>\r\nTo: ${CUSTOMER}\r\nMessage-ID: <${name}@desk.example>\r\nSubject: ${name}\r\nDate: Tue, 24 Nov 2026 12:00:00 +0000\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${lines}`,
  );
}

function from(): string {
  return randomBytes(6).toString("hex");
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
