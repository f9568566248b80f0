import { sql } from "kysely";
import { createTransport } from "nodemailer";
import { percentiles } from "../support/percentiles.ts";
import { waitUntil } from "../support/wait-until.ts";
import type { BenchDesk, Stage } from "./stage.ts";

/** A mail's way in. `told`: when the server told a waiting client of it. */
interface Delivery {
  deliver(raw: string): Promise<unknown>;
  told: (() => Promise<unknown>) | null;
}

/**
 * One mail at a time: delivered, its ticket committed, its acknowledgement taken by the SMTP server; in ms. By way of Dovecot, whose
 * IDLE tells another client, too (that is the floor), and by the desk's own LMTP. The first of each way finds a desk whose code and
 * connections are cold, and is told apart: it happens once in the life of a process.
 */
export async function benchLatency(stage: Stage, count: number): Promise<object> {
  const desk = await stage.openDesk("latency");
  await desk.process.start();
  const watcher = stage.connectImap(desk.address);
  await watcher.connect();
  await watcher.mailboxOpen("INBOX", { readOnly: true });
  let exists: (() => void) | null = null;
  watcher.on("exists", () => exists?.());
  const throughDovecot = lmtpTo(stage.dovecot.lmtpPort);
  const idle = await measure(stage, desk, count, "idle", {
    deliver: (raw) => throughDovecot.send(desk.address, raw),
    told: () => {
      const told = new Promise<void>((resolve) => (exists = resolve));
      watcher.idle().catch(() => undefined);
      return told;
    },
  });
  await watcher.logout();
  throughDovecot.close();
  const straight = lmtpTo(desk.lmtpPort);
  const lmtp = await measure(stage, desk, count, "lmtp", {
    deliver: (raw) => straight.send(desk.address, raw),
    told: null,
  });
  straight.close();
  await desk.process.stop();
  return { mails: count, idle, lmtp };
}

async function measure(stage: Stage, desk: BenchDesk, count: number, name: string, way: Delivery): Promise<object> {
  const told: number[] = [];
  const ticketed: number[] = [];
  const acknowledged: number[] = [];
  for (let index = 0; index < count; index++) {
    const id = `<${name}-${index}@north.example>`;
    const telling = way.told?.();
    const seen = stage.sink.deliveries.length;
    const from = performance.now();
    const since = (values: number[]) => () => void values.push(performance.now() - from);
    await way.deliver(oneMail(`${name}${index}`, desk.address, id));
    await Promise.all([
      telling?.then(since(told)),
      waitUntil(() => isFiled(desk, id), 2).then(since(ticketed)),
      waitUntil(async () => isAcknowledged(stage, seen, id), 2).then(since(acknowledged)),
    ]);
  }
  return {
    ...(way.told === null ? {} : { floorToldMs: percentiles(told) }),
    firstTicketedMs: Math.round(ticketed[0] ?? Number.NaN),
    ticketedMs: percentiles(ticketed.slice(1)),
    acknowledgedMs: percentiles(acknowledged.slice(1)),
  };
}

function lmtpTo(port: number) {
  const transport = createTransport({ host: "127.0.0.1", port, lmtp: true, ignoreTLS: true, pool: true } as object);
  return {
    send: (to: string, raw: string) => transport.sendMail({ envelope: { from: "a@north.example", to }, raw }),
    close: () => transport.close(),
  };
}

function oneMail(name: string, to: string, id: string): string {
  return [
    "Authentication-Results: mx.desk.example; dmarc=none header.from=north.example",
    `From: Person <${name}@north.example>`,
    `To: ${to}`,
    `Subject: Question ${name}`,
    `Message-ID: ${id}`,
    "",
    "Hello, can you help me please?",
    "",
  ].join("\r\n");
}

async function isFiled({ database }: BenchDesk, messageId: string): Promise<boolean> {
  const found = await sql`
    select from inbound_email where message_id = ${messageId} and state = 'filed'`.execute(database);
  return found.rows.length > 0;
}

function isAcknowledged({ sink }: Stage, seen: number, id: string): boolean {
  return sink.deliveries.slice(seen).some(({ bytes }) => {
    const text = Buffer.from(bytes).toString("latin1");
    return text.includes("Auto-Submitted: auto-replied") && text.includes(`In-Reply-To: ${id}`);
  });
}
