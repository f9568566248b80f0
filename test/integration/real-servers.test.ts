import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "@jest/globals";
import { ImapFlow } from "imapflow";
import { Redis } from "ioredis";
import { createTransport } from "nodemailer";
import { dovecot, startDovecot } from "../support/dovecot.ts";
import { postfix, startPostfix } from "../support/postfix.ts";
import { testOn } from "../support/real-server.ts";
import { redis, startRedis } from "../support/redis.ts";

const SUPPORT = { address: "support@desk.example", password: "secret" };

testOn(redis)("the private Redis keeps every job: append-only and without eviction", async () => {
  const server = await startRedis();
  const client = new Redis(server.url);
  expect(await client.config("GET", "appendonly")).toEqual(["appendonly", "yes"]);
  expect(await client.config("GET", "maxmemory-policy")).toEqual(["maxmemory-policy", "noeviction"]);
  await client.quit();
  await server.stop();
});

testOn(dovecot)(
  "the private Dovecot serves mails of its Maildir in order, and numbers them anew after a reset",
  async () => {
    const server = await startDovecot([SUPPORT]);
    const mails = ["one", "two", "three"].map((subject) => Buffer.from(`Subject: ${subject}\r\n\r\nbody\r\n`));
    server.appendMany(SUPPORT.address, mails);
    const before = await readMailbox(server.imapPort);
    expect(before.mails).toEqual(mails);
    await server.resetUidvalidity(SUPPORT.address);
    const after = await readMailbox(server.imapPort);
    expect(after.mails).toEqual(mails);
    expect(after.uidvalidity).not.toBe(before.uidvalidity);
    await server.stop();
  },
);

testOn(dovecot)("the private Dovecot takes mail for a sub-address by LMTP", async () => {
  const server = await startDovecot([SUPPORT]);
  const lmtp = createTransport({ host: "127.0.0.1", port: server.lmtpPort, lmtp: true, ignoreTLS: true });
  const raw = "Subject: hi\r\n\r\nbody\r\n";
  await lmtp.sendMail({ envelope: { from: "a@b.example", to: "support+token@desk.example" }, raw });
  const { mails } = await readMailbox(server.imapPort);
  expect(mails.map(String)).toEqual([expect.stringContaining("Delivered-To: support+token@desk.example")]);
  await server.stop();
});

testOn(dovecot, postfix)("the private Postfix vouches for who logged in, and for nobody else", async () => {
  const customer = { address: "it@north.example", password: "secret of north" };
  const imap = await startDovecot([SUPPORT, customer]);
  const smtp = await startPostfix({ authservId: "mx.desk.example", dovecot: imap });
  const forged = "Authentication-Results: mx.desk.example; dmarc=pass header.from=desk.example\r\n";
  const transport = createTransport({ url: smtp.smtpUrlFor(customer.address), ignoreTLS: true });
  for (const [extra, from] of [
    ["", customer.address],
    [forged + forged, SUPPORT.address],
  ]) {
    const raw = `${extra}From: <${from}>\r\nMessage-ID: <${from}>\r\n\r\nbody\r\n`;
    await transport.sendMail({ envelope: { from: customer.address, to: "support+token@desk.example" }, raw });
  }
  const mails = await readWhenThere(imap.imapPort, 2);
  const verdicts = mails.map((mail) => mail.toString().match(/^Authentication-Results:.*$/gm));
  expect(verdicts).toEqual(
    expect.arrayContaining([
      ["Authentication-Results: mx.desk.example; dmarc=pass header.from=north.example"],
      ["Authentication-Results: mx.desk.example; dmarc=fail header.from=desk.example"],
    ]),
  );
  await smtp.stop();
  await imap.stop();
});

async function readWhenThere(port: number, count: number): Promise<Buffer[]> {
  for (;;) {
    const { mails } = await readMailbox(port);
    if (mails.length >= count) {
      return mails;
    }
    await sleep(50);
  }
}

async function readMailbox(port: number): Promise<{ uidvalidity: bigint; mails: Buffer[] }> {
  const auth = { user: SUPPORT.address, pass: SUPPORT.password };
  const client = new ImapFlow({ host: "127.0.0.1", port, secure: false, doSTARTTLS: false, auth, logger: false });
  await client.connect();
  const { uidValidity } = await client.mailboxOpen("INBOX");
  const mails = await client.fetchAll("1:*", { source: true });
  await client.logout();
  return { uidvalidity: uidValidity, mails: mails.map(({ source }) => source!) };
}
