import { expect, test } from "@jest/globals";
import { readMail } from "../../../support/read-mail.ts";

const report = (
  status: string,
  type = "delivery-status",
  original = "Message-ID: <out-1@desk.example>\nSubject: Hi\n\nHi",
) => `Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.south.example>
To: support@desk.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=${type}; boundary=b

--b
Content-Type: text/plain

This is the mail system at host mx.south.example.
--b
Content-Type: message/${type}

${status}
--b
Content-Type: message/rfc822

${original}
--b--
`;
const FAILED = `Reporting-MTA: dns; mx.south.example

Final-Recipient: rfc822; two@south.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <two@south.example>: Recipient
    address rejected`;

test("a delivery report names the failed address, its status and the mail it is about", async () => {
  const found = await readMail(report(FAILED));
  expect(found.kind).toBe("bounce");
  expect(found.bounce).toEqual({
    recipients: [
      {
        address: "two@south.example",
        action: "failed",
        status: "5.1.1",
        diagnostic: "550 5.1.1 <two@south.example>: Recipient address rejected",
      },
    ],
    originalMessageId: "<out-1@desk.example>",
  });
  expect(found.text).not.toContain("Final-Recipient");
});

test("a report may write the domain in letters", async () => {
  const found = await readMail(report(FAILED.replace("rfc822; two@south.example", "utf-8; To@FØDE.example")));
  expect(found.bounce?.recipients).toMatchObject([{ address: "to@xn--fde-0na.example" }]);
});

test("a report of delay is a bounce, and says delayed", async () => {
  const found = await readMail(report(FAILED.replace("failed", "delayed").replaceAll("5.1.1", "4.4.1")));
  expect(found.bounce?.recipients).toMatchObject([{ action: "delayed", status: "4.4.1" }]);
});

test("a report of success is no bounce, though a daemon sent it", async () => {
  expect((await readMail(report(FAILED.replace("failed", "delivered").replaceAll("5.1.1", "2.1.5")))).kind).toBe(
    "auto-reply",
  );
});

const REACHED = `Reporting-MTA: dns; mx.south.example
Original-Envelope-Id: env-1@desk.example

Original-Recipient: rfc822;Two@South.Example
Final-Recipient: rfc822; box7@mail.south.example
Action: delivered
Status: 2.1.5`;

test("a report of success names who has the mail, as we wrote the address, and the mail it is about", async () => {
  const found = await readMail(report(REACHED));
  expect(found.bounce).toBeNull();
  expect(found.delivered).toEqual({
    addresses: ["two@south.example"],
    originalMessageId: "<out-1@desk.example>",
  });
});

test("without the original recipient the final one counts, and without the returned mail the id of the envelope", async () => {
  const bare = report(REACHED.replace(/^Original-Recipient.*\n/m, ""), "delivery-status", "Subject: Hi\n\nHi");
  expect((await readMail(bare)).delivered).toEqual({
    addresses: ["box7@mail.south.example"],
    originalMessageId: "<env-1@desk.example>",
  });
});

test.each([
  ["relayed", REACHED.replace("delivered", "relayed")],
  ["expanded", REACHED.replace("delivered", "expanded")],
  ["said to be nothing in particular", REACHED.replace(/^Action.*\n/m, "")],
  ["delivered with a status of failure", REACHED.replace("2.1.5", "5.1.1")],
  ["delivered to what is no address", REACHED.replace(/@\S+/g, "")],
])("a mail that was %s has been delivered to nobody, and is no bounce", async (_, status) => {
  expect(await readMail(report(status))).toMatchObject({ kind: "auto-reply", bounce: null, delivered: null });
});

test("a report of success that does not say that it is automatic is nobody's mail all the same", async () => {
  const silent = report(REACHED)
    .replace(/^Auto-Submitted.*\n/m, "")
    .replace(/^Return-Path.*\n/m, "");
  expect(await readMail(silent)).toMatchObject({ kind: "system", delivered: { addresses: ["two@south.example"] } });
});

test("a report that a person attaches is that person's mail, and reports nothing", async () => {
  const attached = report(REACHED)
    .replace(/^Return-Path.*\n/m, "")
    .replace(/^From:.*/m, "From: Two <two@south.example>")
    .replace(/^Auto-Submitted.*\n/m, "")
    .replace(/^Subject:.*/m, "Subject: Did you get it?")
    .replace("multipart/report; report-type=delivery-status", "multipart/mixed")
    .replace("This is the mail system at host mx.south.example.", "Here is what the server said.");
  expect(await readMail(attached)).toMatchObject({ kind: "person", delivered: null });
});

test("one that reached one and failed for another is a bounce that tells of both", async () => {
  const both = await readMail(
    report(`${REACHED}\n\nFinal-Recipient: rfc822; four@south.example\nAction: failed\nStatus: 5.1.1`),
  );
  expect(both.bounce?.recipients.map((one) => one.address)).toEqual(["four@south.example"]);
  expect(both.delivered?.addresses).toEqual(["two@south.example"]);
});

test("a read receipt is no bounce", async () => {
  const receipt = "Final-Recipient: rfc822; two@south.example\nDisposition: manual-action/MDN-sent-manually; displayed";
  expect((await readMail(report(receipt, "disposition-notification"))).kind).toBe("system");
});

test("several recipients are all named, the one that was reached is left out", async () => {
  const more = `${FAILED}\n\nFinal-Recipient: rfc822; three@south.example\nAction: delayed\nStatus: 4.2.2\n\nFinal-Recipient: rfc822; four@south.example\nAction: relayed\nStatus: 2.0.0`;
  const found = await readMail(report(more));
  expect(found.bounce?.recipients.map((one) => one.address)).toEqual(["two@south.example", "three@south.example"]);
});

test("without a report part the words name the address, and not the one the report went to", async () => {
  const found = await readMail(`Return-Path: <>
From: postmaster@mx.south.example
To: support@desk.example
Subject: failure notice

Hi. This is the qmail-send program at mx.south.example.

<two@south.example>:
192.0.2.1 does not like recipient.
Remote host said: 550 5.7.1 no thanks

--- Below this line is a copy of the message.

Message-ID: <out-2@desk.example>
From: support@desk.example
`);
  expect(found.bounce).toMatchObject({
    recipients: [{ address: "two@south.example", action: "failed", status: "5.7.1" }],
    originalMessageId: "<out-2@desk.example>",
  });
});

const inWords = (body: string, headers = "From: Mail Delivery System <MAILER-DAEMON@mx.south.example>") => `${headers}
To: support@desk.example
Subject: Returned mail

${body}
`;

test("a sieve that rejects reports by a disposition notification, and a person who deletes unread does not", async () => {
  const notice = (mode: string) =>
    report(
      `Final-Recipient: rfc822; two@south.example\nOriginal-Message-ID: <out-2@desk.example>\nDisposition: ${mode}/MDN-sent-automatically; deleted`,
      "disposition-notification",
      "Message removed",
    );
  const rejected = await readMail(notice("automatic-action"));
  expect(rejected).toMatchObject({ kind: "bounce", bounce: { originalMessageId: "<out-2@desk.example>" } });
  expect(rejected.bounce?.recipients).toMatchObject([{ address: "two@south.example", action: "failed" }]);
  expect((await readMail(notice("manual-action"))).kind).toBe("system");
});

test("a report that a gateway wrapped as an attached message tells its recipients", async () => {
  const inner = report(FAILED).replace("boundary=b", "boundary=c").replaceAll("--b", "--c");
  const wrapped = `From: postmaster@mx.south.example
To: support@desk.example
Subject: Delivery Status Notification (Failure)
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: message/rfc822

${inner}
--b--
`;
  expect((await readMail(wrapped)).bounce?.recipients).toMatchObject([
    { address: "two@south.example", status: "5.1.1" },
  ]);
});

test.each([
  [
    "Office 365",
    "[https://a.example/logo.png]\nYour message to two@south.example couldn't be delivered.\ntwo wasn't found.",
  ],
  [
    "sendmail",
    "The original message was received at Thu, 23 Nov 2023\nfrom mx [127.0.0.1]\n\n   ----- The following addresses had permanent fatal errors -----\n<two@south.example>\n",
  ],
  ["Gmail", "Your message wasn't delivered to two@south.example because the address couldn't be found."],
])("a report in words is one though its headers are lost: %s", async (_, body) => {
  const found = await readMail(inWords(body, "From: One <one@north.example>"));
  expect(found.kind).toBe("bounce");
  expect(found.bounce?.recipients.map((one) => one.address)).toContain("two@south.example");
});

test.each([
  [
    "a name without a domain is of the server that reports",
    "These could not be delivered:\n\n  Rejected by:\n\ttwo",
    "two@mx.south.example",
  ],
  [
    "who a mail came from did not fail",
    "Mail from one@north.example to two@south.example failed.",
    "two@south.example",
  ],
  [
    "who the returned mail was to",
    "Deferred.\n\n--- Unsent message follows ---\nFrom: a@b.example\nTo: two@south.example",
    "two@south.example",
  ],
])("the failed recipient in words: %s", async (_, body, address) => {
  expect((await readMail(inWords(body))).bounce?.recipients.map((one) => one.address)).toEqual([address]);
});

test.each([
  ["two@south.example: 550 5.7.1 rejected", "5.7.1"],
  ["two@south.example: 452, try later", "4.0.0"],
  ["250 2.1.5 Ok\n<two@south.example>: mailbox is full", "5.2.2"],
  ["two@south.example\nThe message was too long in the queue.", "4.4.7"],
  ["two@south.example: no", "5.0.0"],
])("a status is found in %j", async (body, status) => {
  expect((await readMail(inWords(body))).bounce?.recipients).toMatchObject([{ status }]);
});

test("a recipient that only X-Original-To names failed all the same", async () => {
  const headers = "X-Original-To: <two@south.example>\nFrom: MAILER-DAEMON <>";
  const found = await readMail(inWords("There was an error delivering your mail to <two@south.example>.", headers));
  expect(found.bounce?.recipients).toMatchObject([{ address: "two@south.example" }]);
});

test("of the addresses a header says it failed for, twenty different ones are read", async () => {
  const addresses = Array.from({ length: 30 }, (_, at) => `two${at}@south.example`);
  const listed = [addresses[0], ...addresses].join(",\n ");
  const found = await readMail(
    `Return-Path: <>\nFrom: One <one@north.example>\nTo: support@desk.example\nSubject: x\nX-Failed-Recipients: ${listed}\n\ntwo1@south.example: 552 5.2.2 mailbox full\n`,
  );
  const recipients = found.bounce?.recipients ?? [];
  expect(recipients.map((recipient) => recipient.address)).toEqual(addresses.slice(0, 20));
  expect(recipients[1]?.status).toBe("5.2.2");
});

test("of the words that a report gives as the server's, a thousand characters are read", async () => {
  const { bounce } = await readMail(report(FAILED.replace("address rejected", "x".repeat(50_000))));
  expect(bounce?.recipients[0]?.diagnostic).toHaveLength(1_000);
});

test("an address that a program wrote again as a link is one address", async () => {
  const found = await readMail(inWords("two@south.example<mailto:two@south.example>: 550 5.1.10 not found"));
  expect(found.bounce?.recipients.map((one) => one.address)).toEqual(["two@south.example"]);
});
