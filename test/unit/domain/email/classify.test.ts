import { expect, test } from "@jest/globals";
import { readMail } from "../../../support/read-mail.ts";

const mail = (headers: string, body = "Words.") =>
  `To: support@desk.example\nDate: Tue, 24 Nov 2026 10:00:00 +0100\nMessage-ID: <1@north.example>\n${headers}\n\n${body}\n`;
const ONE = "From: One <one@north.example>";

test.each([
  ["person", `${ONE}\nSubject: Backup fails`],
  ["person", `${ONE}\nSubject: Out of office phones do not work`],
  ["person", `${ONE}\nSubject: Backup\nAuto-Submitted: no`],
  ["person", `${ONE}\nSubject: Backup\nAuto-Submitted: auto-forwarded`],
  ["person", "From: Post Master <peter.postmaster@north.example>\nSubject: Backup"],
  ["auto-reply", `${ONE}\nSubject: Ferie\nAuto-Submitted: auto-replied (vacation)`],
  ["auto-reply", `${ONE}\nSubject: Ferie\nAuto-Submitted: auto-generated`],
  ["auto-reply", `${ONE}\nSubject: Ferie\nX-Autoreply: yes`],
  ["auto-reply", `${ONE}\nSubject: Ferie\nX-Autorespond: Re: hi`],
  ["auto-reply", `${ONE}\nSubject: Ferie\nPrecedence: auto_reply`],
  ["auto-reply", `${ONE}\nSubject: Automatisk svar: Backup\nX-Auto-Response-Suppress: All`],
  ["auto-reply", `${ONE}\nSubject: Autosvar: Backup\nIn-Reply-To: <9@desk.example>`],
  ["auto-reply", `${ONE}\nSubject: Fraværsmeddelelse\nReturn-Path: <>`],
  ["auto-reply", `${ONE}\nSubject: Ikke på kontoret\nPrecedence: bulk`],
  ["auto-reply", `${ONE}\nSubject: Automatic reply: Backup\nReferences: <9@desk.example>`],
  ["auto-reply", `${ONE}\nSubject: Abwesenheitsnotiz\nReturn-Path: <>`],
  ["auto-reply", `${ONE}\nSubject: SV: Automatiskt svar: x\nIn-Reply-To: <9@desk.example>\nReturn-Path: <>`],
  ["auto-reply", `${ONE}\nSubject: Re: Out of office: x\nX-Auto-Response-Suppress: All`],
  ["auto-reply", `${ONE}\nSubject: Re: Out of office: x\nAuto-Submitted: auto-replied`],
  ["person", `${ONE}\nSubject: SV: Fravær: medarbejder vises ikke\nIn-Reply-To: <9@desk.example>`],
  ["person", `${ONE}\nSubject: Re: Annual leave is not shown\nReferences: <9@desk.example>`],
  ["person", `${ONE}\nSubject: Re: SV: Out of office text is wrong\nIn-Reply-To: <9@desk.example>`],
  ["list", `${ONE}\nSubject: News\nList-Id: <news.north.example>`],
  ["list", `${ONE}\nSubject: News\nList-Unsubscribe: <https://north.example/u>`],
  ["list", `${ONE}\nSubject: News\nPrecedence: bulk`],
  ["system", "From: no-reply@north.example\nSubject: Your code"],
  ["system", "From: donotreply@north.example\nSubject: Your code"],
  ["system", `${ONE}\nSubject: Your code\nOTP-Token: 123456`],
  [
    "bounce",
    "From: MAILER-DAEMON@mx.north.example (Mail Delivery System)\nSubject: Undelivered Mail Returned to Sender",
  ],
  ["bounce", "From: Mail Delivery Subsystem <x@north.example>\nSubject: Returned mail"],
  ["bounce", `${ONE}\nSubject: Kunne ikke leveres\nReturn-Path: <>`],
  ["bounce", `${ONE}\nSubject: x\nX-Failed-Recipients: two@south.example`],
  ["loop", "From: support@desk.example\nSubject: Backup"],
  ["loop", "From: Support <SUPPORT@desk.example>\nSubject: Backup"],
])("a mail is of kind %s: %j", async (kind, headers) => {
  const found = await readMail(mail(headers), { ownAddresses: ["Support@desk.example"] });
  expect(found.kind).toBe(kind);
  expect(found.reasons.length).toBeGreaterThan(0);
  expect(found.automatic.mayAnswer).toBe(kind === "person");
});

test.each([
  ["Return-Path: <>", "empty return path"],
  ["X-Auto-Response-Suppress: OOF", "asks for no automatic answers"],
  ["X-Loop: yes", "has x-loop"],
  ["Precedence: junk", "precedence junk"],
])("a mail with %s gets no automatic answer", async (header, why) => {
  const found = await readMail(mail(`${ONE}\nSubject: Backup\n${header}`));
  expect(found.automatic.mayAnswer).toBe(false);
  expect(found.automatic.why).toContain(why);
});

test("a mail whose sender is uncertain gets no automatic answer", async () => {
  const found = await readMail(mail(`${ONE}\nFrom: two@south.example\nSubject: Backup`));
  expect(found.automatic).toEqual({ mayAnswer: false, why: ["the sender is not certain"] });
});

test("headers of a stranger set nothing: ours are handed on as they came, unproved", async () => {
  const found = await readMail(mail(`${ONE}\nSubject: Backup\nX-Svartid-Id: forged\nX-Svartid-Level: A`));
  expect(found.kind).toBe("person");
  expect(found.deskHeaders).toEqual({ "x-svartid-id": "forged", "x-svartid-level": "A" });
});

test.each([
  ["person", "Return-Path: <one@north.example>\n"],
  ["bounce", "Return-Path: <>\n"],
  ["bounce", "Return-Path: <MAILER-DAEMON@mx.north.example>\n"],
  ["bounce", "Return-Path: <postmaster@mx.north.example>\n"],
  ["bounce", ""],
])("a mail that opens with a report's words is of kind %s with %j", async (kind, returnPath) => {
  const body = "Meddelelsen kunne ikke leveres - det får vi at vide hver gang vi svarer jer. Hvad gør vi?";
  const utf8 = "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8";
  const found = await readMail(mail(`${returnPath}${ONE}\nSubject: Backup\n${utf8}`, body));
  expect(found.kind).toBe(kind);
});
