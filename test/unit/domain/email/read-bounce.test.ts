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

test("a report of delay is a bounce, and says delayed", async () => {
  const found = await readMail(report(FAILED.replace("failed", "delayed").replaceAll("5.1.1", "4.4.1")));
  expect(found.bounce?.recipients).toMatchObject([{ action: "delayed", status: "4.4.1" }]);
});

test("a report of success is no bounce, though a daemon sent it", async () => {
  expect((await readMail(report(FAILED.replace("failed", "delivered").replaceAll("5.1.1", "2.1.5")))).kind).toBe(
    "auto-reply",
  );
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
