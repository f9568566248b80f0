import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { readMail } from "../../../support/read-mail.ts";

const read = (name: string) => readMail(readFileSync(new URL(`../../../fixtures/mail/${name}.eml`, import.meta.url)));

test.each<[string, object]>([
  [
    "danish-latin1-bytes-in-headers",
    { subject: "Fejl på miljøet", from: { name: "Søren Ærø" }, text: "Kære support, målenøglen er “væk”." },
  ],
  [
    "danish-utf8-bytes-in-headers",
    { subject: "Fejl på miljøet", from: { name: "Søren Ærø" }, text: "Kære support, målenøglen er “væk”." },
  ],
  ["utf8-declared-as-ascii-quoted-printable", { subject: "Fejl på miljøet", text: "Det går ikke. Slet ikke." }],
  ["encoded-word-cut-in-a-character", { subject: "Fejl på miljøet" }],
  ["utf7-body", { text: "Det går ikke." }],
  ["gb2312-that-is-gb18030", { text: "镕基" }],
  [
    "attached-message-without-name",
    { text: "See below.", attachments: [{ filename: "Backup fails.eml", contentType: "message/rfc822" }] },
  ],
  ["pgp-encrypted", { text: "", flags: ["encrypted"], attachments: [{}, { filename: "encrypted.asc" }] }],
  ["smime-signed", { text: "Signed words.", flags: ["signed"], attachments: [{ filename: "smime.p7s" }] }],
  ["calendar-invitation", { text: "Meeting at ten.", flags: ["calendar"] }],
  ["file-name-in-pieces-rfc2231", { attachments: [{ filename: "Måler ændret (1).pdf", size: 4 }] }],
  [
    "hostile-file-names",
    {
      attachments: [
        { filename: "passwd" },
        { filename: "evil.exe" },
        { filename: "part-3.bin" },
        { filename: "gpjexe.txt" },
      ],
    },
  ],
  ["two-from-headers", { sender: { status: "unusable" }, authentic: false, automatic: { mayAnswer: false } }],
  ["out-of-office-danish", { kind: "auto-reply", subject: "Fraværsmeddelelse: Backup", language: "da" }],
  [
    "html-only-danish-reply",
    {
      kind: "person",
      baseSubject: "Backup [SV-7K3M9-2]",
      references: ["<in-1@north.example>", "<out-1@desk.example>"],
      replyText: "Det virker nu, tak.",
      signature: "Venlig hilsen\nOne",
      isShortThanks: true,
      language: "da",
      html: expect.not.stringMatching(/script|alert|style|t\.gif/),
    },
  ],
  [
    "forward-by-agent-danish",
    {
      forwarded: {
        from: { address: "one@north.example", name: "One Person" },
        subject: "Backup fejler",
        date: "24. november 2026 09:00",
      },
      forwardParts: { above: "Ringede til mig, opret venligst en sag.", text: "Vores backup fejler." },
    },
  ],
  ["mailbox-separator-line", { subject: "From a mailbox", from: { address: "one@north.example" } }],
  [
    "flowed-text",
    {
      text: "This line goes on here.\n> quoted words",
      replyText: "This line goes on here.\n> quoted words",
    },
  ],
  ["part-without-empty-line", { text: "Words." }],
  ["boundary-that-never-comes", { text: "Words after all." }],
])("a mail is understood as people would: %s", async (name, expected) => {
  expect(await read(name)).toMatchObject(expected);
});

test("the same mail through another server has the same fingerprint, another body has not", async () => {
  const mail = "From: one@north.example\nSubject: x\nMessage-ID: <1@north.example>\n\nWords.\n";
  const first = await readMail(mail);
  const again = await readMail(
    `Received: from a by b; Tue, 24 Nov 2026 10:00:00 +0100\nDelivered-To: y@desk.example\n${mail}`,
  );
  expect(again.fingerprint).toBe(first.fingerprint);
  expect((await readMail(mail.replace("Words", "Other words"))).fingerprint).not.toBe(first.fingerprint);
  expect(first.topmostTrustedReceivedAt).toBeNull();
  expect(again.topmostTrustedReceivedAt).toBe(Date.parse("2026-11-24T09:00:00Z"));
});

test("every address a mail came to is a recipient, once and lower-cased", async () => {
  const found = await readMail(
    "Delivered-To: Support+ABC@desk.example\nX-Original-To: support@desk.example\nFrom: one@north.example\n" +
      "To: Support <SUPPORT@desk.example>\nCc: two@south.example, undisclosed:;\n\nx\n",
  );
  expect(found.recipients).toEqual(["support@desk.example", "two@south.example", "support+abc@desk.example"]);
});

test.each([
  ["From: MAILER-DAEMON (Mail Delivery System)", { address: "mailer-daemon", name: "Mail Delivery System" }],
  ["From: <>", null],
  ["X-Nothing: here", null],
  ["From: Moderator-Address", { address: "", name: "moderator-address" }],
  ["Sender: Two <two@south.example>", { address: "two@south.example", name: "Two" }],
])("a sender without a full address is shown as it is, and is never a usable one: %s", async (header, from) => {
  const found = await readMail(`${header}\nSubject: x\n\nwords\n`);
  expect(found.from).toEqual(from);
  expect(found.sender.status).toBe("unusable");
});
