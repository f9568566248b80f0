import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ImapFlow } from "imapflow";
import { createTransport } from "nodemailer";
import { findFreePort } from "../../src/adapters/embedded/free-port.ts";
import { createDeskProcess } from "../../src/demo/desk-process.ts";
import { percentiles } from "../support/percentiles.ts";
import { waitUntil } from "../support/wait-until.ts";
import { AGENT, CUSTOMER, DESK, type Stage } from "./stage.ts";

const DESK_FILE = `
desk: { name: Support, address: ${DESK}, undoSeconds: 0, opsAddress: ops@desk.example }
agents:
  one: { name: Agent One, addresses: [${AGENT}], roles: [agent, lead] }
teams:
  support: { members: [one], lead: one, default: true }
mailboxes:
  - { name: support, imap: "\${IMAP_URL}", smtp: "\${SMTP_URL}", trustedAuthServers: [mx.desk.example] }
`;

/**
 * One answer at a time: from the agent's mail in the desk's mailbox (the desk hears of it by IDLE) to the customer's mail in theirs, by
 * way of Postfix; in ms. Dovecot tells a waiting client half a second late by itself: the floor of it is what a bare client sees.
 */
export async function benchLatency(stage: Stage, count: number): Promise<object> {
  const directory = mkdtempSync(join(tmpdir(), "svartid-bench-send-"));
  const { url } = await stage.server.newDatabase("latency");
  const deskFile = join(directory, "desk.yaml");
  writeFileSync(deskFile, DESK_FILE);
  const port = await findFreePort();
  const desk = createDeskProcess({
    program: join(process.cwd(), "dist/cli/program.js"),
    environment: {
      PATH: process.env.PATH,
      DATABASE_URL: url,
      IMAP_URL: stage.dovecot.imapUrlFor(DESK),
      SMTP_URL: stage.deskUrl,
      SVARTID_DESK: deskFile,
      SVARTID_SECRET: "a secret of the bench that is long enough to sign with",
      HTTP_PORT: String(port),
      LOG_LEVEL: "warn",
    },
    url: `http://127.0.0.1:${port}`,
    logFile: join(directory, "desk.log"),
  });
  const [agent, customer, watcher] = await Promise.all([AGENT, CUSTOMER, DESK].map((it) => stage.openInbox(it)));
  if (!agent || !customer || !watcher) throw new Error("an inbox is missing");
  try {
    await desk.start();
    return await measure(stage, { agent, customer, watcher }, count);
  } finally {
    await desk.stop();
    for (const client of [agent, customer, watcher]) await client.logout();
    rmSync(directory, { recursive: true, force: true });
  }
}

interface Inboxes {
  readonly agent: ImapFlow;
  readonly customer: ImapFlow;
  readonly watcher: ImapFlow;
}

async function measure(stage: Stage, inboxes: Inboxes, count: number): Promise<object> {
  const lmtp = createTransport({
    host: "127.0.0.1",
    port: stage.dovecot.lmtpPort,
    lmtp: true,
    ignoreTLS: true,
    pool: true,
  } as object);
  const deliver = (raw: string, to: string) => lmtp.sendMail({ envelope: { from: "a@b.example", to }, raw });
  const [agentHad, customerHad] = [exists(inboxes.agent), exists(inboxes.customer)];
  await deliver(mail(CUSTOMER, DESK, "<question@north.example>", "none"), DESK);
  // The acknowledgement, and the notification whose Reply-To answers the ticket.
  await arrival(inboxes.customer, customerHad + 1);
  await arrival(inboxes.agent, agentHad + 1);
  const replyTo = await readReplyTo(inboxes.agent);
  const told: number[] = [];
  const delivered: number[] = [];
  let tell: (() => void) | null = null;
  inboxes.watcher.on("exists", () => tell?.());
  for (let at = 0; at < count; at++) {
    const customers = exists(inboxes.customer);
    const telling = new Promise<void>((resolve) => (tell = resolve));
    inboxes.watcher.idle().catch(() => undefined);
    await deliver(mail(AGENT, replyTo, `<answer-${at}@desk.example>`, "pass"), DESK);
    const from = performance.now();
    await Promise.all([
      telling.then(() => void told.push(performance.now() - from)),
      arrival(inboxes.customer, customers + 1).then(() => void delivered.push(performance.now() - from)),
    ]);
  }
  lmtp.close();
  return { mails: count, floorToldMs: percentiles(told), deliveredMs: percentiles(delivered) };
}

function exists(client: ImapFlow): number {
  return client.mailbox === false ? 0 : client.mailbox.exists;
}

/** Dovecot looks at the mailbox with each NOOP. */
async function arrival(client: ImapFlow, count: number): Promise<void> {
  await waitUntil(async () => {
    await client.noop();
    return exists(client) >= count;
  }, 10);
}

async function readReplyTo(client: ImapFlow): Promise<string> {
  const found = await client.fetchOne("*", { envelope: true });
  const address = found === false ? undefined : found.envelope?.replyTo?.[0]?.address;
  if (address === undefined) throw new Error("the notification has no Reply-To");
  return address;
}

function mail(from: string, to: string, id: string, verdict: "pass" | "none"): string {
  return [
    `Authentication-Results: mx.desk.example; dmarc=${verdict} header.from=${from.replace(/.*@/, "")}`,
    `From: <${from}>`,
    `To: <${to}>`,
    "Subject: Backup",
    `Date: ${new Date().toUTCString()}`,
    `Message-ID: ${id}`,
    "Content-Type: text/plain; charset=utf-8",
    "",
    `The backup is running again (${id}).`,
    "",
  ].join("\r\n");
}
