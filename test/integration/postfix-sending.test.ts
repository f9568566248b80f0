import { afterAll, beforeAll, expect } from "@jest/globals";
import { createSmtpSender } from "../../src/adapters/smtp/smtp-sender.ts";
import { parseMailUrl } from "../../src/desk/parse-mail-url.ts";
import type { MailSender } from "../../src/usecases/ports/mail-sender.ts";
import { dovecot, type RunningDovecot, startDovecot } from "../support/dovecot.ts";
import { postfix, type RunningPostfix, startPostfix } from "../support/postfix.ts";
import { readInbox } from "../support/read-inbox.ts";
import { testOn } from "../support/real-server.ts";
import { until } from "../support/until.ts";

const SUPPORT = { address: "support@desk.example", password: "secret" };
const CUSTOMER = { address: "kirsten@north.example", password: "secret of kirsten" };
const onBoth = testOn(dovecot, postfix);
const isThere = [dovecot, postfix].every((server) => server.unavailable() === null);

let imap: RunningDovecot;
let smtp: RunningPostfix;
let sender: MailSender;

beforeAll(async () => {
  if (!isThere) return;
  imap = await startDovecot([SUPPORT, CUSTOMER]);
  smtp = await startPostfix({ authservId: "mx.desk.example", dovecot: imap });
  const url = parseMailUrl(smtp.smtpUrlFor(SUPPORT.address), "smtp");
  if (!url.ok) throw new Error(url.message);
  sender = createSmtpSender(url.server);
});

afterAll(async () => {
  if (!isThere) return;
  await sender.close();
  await smtp.stop();
  await imap.stop();
});

const yes = async () => true;

async function arrived(): Promise<string[]> {
  return (await readInbox(imap.imapUrlFor(CUSTOMER.address))).map((mail) => mail.toString("latin1"));
}

onBoth("Postfix takes mails over one login, tells who is unknown, and takes each mail once", async () => {
  const falseEndings =
    ".\r\n..\r\n.\r\nMAIL FROM:<x@evil.example>\r\nRCPT TO:<kirsten@north.example>\r\nDATA\r\n\r\n.\r\n";
  for (const [at, body] of ["Hej\r\n", falseEndings, `${"x".repeat(900)}\r\n`.repeat(300)].entries()) {
    const result = await sender.send(
      {
        envelopeFrom: at === 0 ? "" : SUPPORT.address,
        recipients: [CUSTOMER.address, "nobody@north.example"],
        bytes: Buffer.from(`Message-ID: <o.${at}@desk.example>\r\nSubject: ${at}\r\n\r\n${body}`),
      },
      yes,
    );
    const outcomes = result.kind === "answered" ? result.recipients.map((one) => [one.address, one.outcome]) : result;
    expect(outcomes).toEqual([
      [CUSTOMER.address, "accepted"],
      ["nobody@north.example", "refused"],
    ]);
  }
  await until(async () => (await arrived()).length >= 3);
  const mails = await arrived();
  expect(mails.map((mail) => /^Message-ID: (.*)\r$/m.exec(mail)?.[1]).sort()).toEqual(
    [0, 1, 2].map((at) => `<o.${at}@desk.example>`),
  );
  expect(mails.find((mail) => mail.includes("<o.1@"))).toContain(`\r\n\r\n${falseEndings}`);
});

onBoth("Postfix has nothing of a mail whose final dot was not allowed", async () => {
  const before = (await arrived()).length;
  const request = {
    envelopeFrom: "",
    recipients: [CUSTOMER.address],
    bytes: Buffer.from("Subject: never\r\n\r\nHej\r\n"),
  };
  expect(await sender.send(request, async () => false)).toEqual({ kind: "lost" });
  expect((await sender.send({ ...request, bytes: Buffer.from("Subject: last\r\n\r\nHej\r\n") }, yes)).kind).toBe(
    "answered",
  );
  await until(async () => (await arrived()).length > before);
  expect((await arrived()).filter((mail) => mail.includes("Subject: never"))).toEqual([]);
});
