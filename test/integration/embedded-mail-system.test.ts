import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { ImapFlow } from "imapflow";
import { createTransport } from "nodemailer";
import { type MailSystem, startMailSystem } from "../../src/adapters/embedded/start-mail-system.ts";

const SUPPORT = "support@desk.example";
const CUSTOMER = "it@north.example";
const STRANGER = "someone@elsewhere.example";

let system: MailSystem;

beforeAll(async () => {
  system = await startMailSystem({
    authservId: "mx.desk.example",
    mailboxes: [SUPPORT, CUSTOMER, STRANGER].map((address) => ({ address, password: `password of ${address}` })),
  });
});

afterAll(() => system.stop());

test("a mail arrives byte for byte under the stamps of the receiving server", async () => {
  const raw = mail({ from: CUSTOMER, body: "æøå\r\n..two dots\r\n\r\nend" });
  await submit({ as: CUSTOMER, raw, to: SUPPORT });
  const received = lastMail(SUPPORT).bytes.toString("latin1");
  expect(received.endsWith(raw.toString("latin1"))).toBe(true);
  expect(received).toMatch(/^Return-Path: <it@north\.example>\r\nDelivered-To: support@desk\.example\r\n/);
});

test("the receiving server vouches for a sender who logged in at the domain of From", async () => {
  await submit({ as: CUSTOMER, raw: mail({ from: CUSTOMER }), to: SUPPORT });
  expect(verdicts()).toEqual(["mx.desk.example; dmarc=pass header.from=north.example"]);
});

test("a stranger who writes somebody else's address in From fails", async () => {
  await submit({ as: STRANGER, raw: mail({ from: `"${STRANGER}" <${CUSTOMER}>` }), to: SUPPORT });
  expect(verdicts()).toEqual(["mx.desk.example; dmarc=fail header.from=north.example"]);
});

test("a verdict that a sender wrote in the name of the receiving server is taken out", async () => {
  const forged = "Authentication-Results: (x)\r\n MX.desk.example;\r\n dmarc=pass header.from=north.example\r\n";
  await submit({ as: STRANGER, raw: Buffer.concat([Buffer.from(forged), mail({ from: CUSTOMER })]), to: SUPPORT });
  expect(verdicts()).toEqual(["mx.desk.example; dmarc=fail header.from=north.example"]);
});

test("mail to a sub-address reaches the mailbox before the plus, and an unknown one is refused", async () => {
  await submit({ as: CUSTOMER, raw: mail({ from: CUSTOMER }), to: "support+token@desk.example" });
  expect(lastMail(SUPPORT).bytes.toString()).toContain("Delivered-To: support+token@desk.example");
  const refused = submit({ as: CUSTOMER, raw: mail({ from: CUSTOMER }), to: "nobody@desk.example" });
  await expect(refused).rejects.toMatchObject({ responseCode: 550 });
});

test("a wrong password is refused by both servers", async () => {
  const smtp = createTransport(system.smtpUrlFor(CUSTOMER).replace("password", "wrong"));
  await expect(smtp.verify()).rejects.toMatchObject({ responseCode: 535 });
  const client = imapClient(CUSTOMER, "wrong");
  await expect(client.connect()).rejects.toMatchObject({ authenticationFailed: true });
});

test("an idle reader hears of new mail, and sees another UIDVALIDITY after a reset", async () => {
  const client = imapClient(SUPPORT);
  await client.connect();
  const mailbox = await client.mailboxOpen("INBOX");
  const heard = new Promise((resolve) => client.once("exists", resolve));
  const idling = client.idle();
  await submit({ as: CUSTOMER, raw: mail({ from: CUSTOMER }), to: SUPPORT });
  await heard;
  const closed = new Promise((resolve) => client.once("close", resolve));
  system.mailboxOf(SUPPORT).resetUidvalidity();
  await Promise.all([closed, idling]);
  const again = imapClient(SUPPORT);
  await again.connect();
  expect((await again.mailboxOpen("INBOX")).uidValidity).not.toBe(mailbox.uidValidity);
  await again.logout();
});

function mail({ from, body = "hello" }: { from: string; body?: string }): Buffer {
  return Buffer.from(`From: ${from}\r\nTo: ${SUPPORT}\r\nSubject: printer\r\n\r\n${body}\r\n`);
}

async function submit({ as, raw, to }: { as: string; raw: Buffer; to: string }): Promise<void> {
  const smtp = createTransport(system.smtpUrlFor(as));
  await smtp.sendMail({ envelope: { from: as, to }, raw });
}

function lastMail(address: string) {
  return system.mailboxOf(address).list().at(-1)!;
}

function verdicts(): string[] {
  const header = lastMail(SUPPORT).bytes.toString().split("\r\n\r\n", 1)[0]!;
  return [...header.matchAll(/^Authentication-Results:\s*([^\r]*)/gim)].map((match) => match[1]!);
}

function imapClient(address: string, password = `password of ${address}`): ImapFlow {
  const { port } = system.mailboxOf(address);
  const auth = { user: address, pass: password };
  const client = new ImapFlow({ host: "127.0.0.1", port, secure: false, doSTARTTLS: false, auth, logger: false });
  client.on("error", () => undefined);
  return client;
}
