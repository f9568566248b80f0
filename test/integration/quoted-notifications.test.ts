import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { simpleParser } from "mailparser";
import { createReplyAddress } from "../../src/domain/outbound/reply-address.ts";
import { instant } from "../../src/domain/time/instant.ts";
import { type AgentDesk, openAgentDesk } from "../support/agent-desk.ts";
import { canary, findLeaks } from "../support/canaries.ts";

const WHEN = "tirsdag den 24. november 2026 kl. 10.12";
type Quoted = { text: string; html: string; token: string; subject: string };

/** How mail programs announce the mail they quote; a block of headers shows the address that answers go to. */
const ANNOUNCEMENTS: readonly ((mail: Quoted) => string)[] = [
  () => `Den ${WHEN} skrev Test Support <support@desk.example>:`,
  ({ token }) => `Den tir. 24. nov. 2026 kl. 10.12 skrev Test Support <${token}>:`,
  ({ token }) => `On Tue, Nov 24, 2026 at 10:12 AM Test Support <${token}> wrote:`,
  () => "On 24 Nov 2026, at 10:12, Test Support <support@desk.example> wrote:",
  ({ token }) => `On 11/24/26 10:12 AM, Test Support wrote:\nReply-To: ${token}`.split("\n")[0] ?? "",
  ({ token, subject }) =>
    `-----Oprindelig meddelelse-----\nFra: Test Support <${token}>\nSendt: 24. november 2026 10:12\nTil: Agent One\nEmne: ${subject}\n`,
  ({ token, subject }) =>
    `-----Original Message-----\nFrom: Test Support <${token}>\nSent: Tuesday, November 24, 2026 10:12 AM\nTo: Agent One\nSubject: ${subject}\n`,
  ({ token, subject }) =>
    `________________________________\nFra: Test Support <${token}>\nSendt: ${WHEN}\nTil: Agent One <one@desk.example>\nEmne: ${subject}\n`,
  ({ token, subject }) =>
    `From: Test Support <${token}>\nDate: Tuesday, 24 November 2026 at 10.12\nTo: Agent One <one@desk.example>\nSubject: ${subject}\n`,
];
const STYLES = ["top", "bottom", "inline"] as const;
const NEW_TEXT = "Prøv at genstarte importen, så kører den.";

let world: AgentDesk;

beforeEach(async () => {
  world = await openAgentDesk();
});
afterEach(() => world.close());

async function quotedNotification(): Promise<Quoted> {
  await world.say(`#note\nKunden må ikke se ${canary("note")}.`);
  await world.customerSays("Er der nyt?");
  const { outbox } = world.desk.open.unitOfWork.reading;
  const rows = await outbox.list({ limit: 50 });
  const latest = rows.find((row) => row.class === "notification");
  const parsed = await simpleParser(Buffer.from((await outbox.find(latest?.id ?? 0))?.bytes ?? []));
  const expiresAt = instant((await world.desk.open.unitOfWork.reading.now()) + 86_400_000);
  const grant = { ticketId: (await world.ticket()).id, recipient: { kind: "agent", key: "one" }, expiresAt } as const;
  return {
    text: parsed.text ?? "",
    html: parsed.html || "",
    subject: parsed.subject ?? "",
    token: createReplyAddress("support@desk.example", grant, world.desk.open.signer),
  };
}

function plain(mail: Quoted, announce: (mail: Quoted) => string, style: (typeof STYLES)[number]): string {
  const said = announce(mail);
  const lines = mail.text.trim().split("\n");
  // Programs that write a block of headers quote without marks.
  const quote = (said.includes("\n") ? lines : lines.map((line) => `> ${line}`)).join("\n");
  if (style === "top" || said.includes("\n")) return `${NEW_TEXT}\n\n${said}\n${quote}\n`;
  if (style === "bottom") return `${said}\n${quote}\n\n${NEW_TEXT}\n`;
  return `${said}\n${quote.replace(/\n(?=> *\n)/, `\n\n${NEW_TEXT}\n\n`)}\n`;
}

function html(mail: Quoted, announce: (mail: Quoted) => string, style: (typeof STYLES)[number]): string {
  const said = announce(mail).replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const inner = /<body[^>]*>([\s\S]*)<\/body>/i.exec(mail.html)?.[1] ?? mail.html;
  const own = `<p>${NEW_TEXT}</p>`;
  const block = said.includes("\n")
    ? `<hr><div id="divRplyFwdMsg">${said.replaceAll("\n", "<br>")}</div><div>${inner}</div>`
    : `<div class="gmail_quote"><div>${said}</div><blockquote type="cite">${inner}</blockquote></div>`;
  return `<html><body>${style === "bottom" && !said.includes("\n") ? block + own : own + block}</body></html>`;
}

const FORMATS = ANNOUNCEMENTS.flatMap((announce, program) =>
  STYLES.flatMap((style) => (["plain", "html"] as const).map((kind) => ({ announce, program, style, kind }))),
);

test(`in ${FORMATS.length} forms of mail programs, a reply that quotes the whole notification is sent, and holds neither token nor note`, async () => {
  const mail = await quotedNotification();
  expect(mail.text).toContain(canary("note"));
  const faults: string[] = [];
  let sent = 0;
  for (const [at, { announce, program, style, kind }] of FORMATS.entries()) {
    const name = `program ${program}, ${style}, ${kind}`;
    const body = kind === "plain" ? plain(mail, announce, style) : html(mail, announce, style);
    await world.desk.file(
      [
        "Authentication-Results: mx.desk.example; dmarc=pass header.from=desk.example",
        "From: one@desk.example",
        `To: ${mail.token}`,
        `Subject: SV: ${mail.subject}`,
        `Message-ID: <quoted${at}@desk.example>`,
        `Content-Type: text/${kind}; charset=utf-8`,
        "",
        body,
      ].join("\n"),
    );
    const replies = await newestReplies();
    const newest = replies.length > sent ? replies[0] : undefined;
    sent = replies.length;
    faults.push(...(await faultsOf(newest)).map((fault) => `${name}: ${fault}`));
  }
  expect(faults).toEqual([]);
});

async function newestReplies(): Promise<number[]> {
  const rows = await world.desk.open.unitOfWork.reading.outbox.list({ limit: 500 });
  return rows.filter((row) => row.class === "reply").map(({ id }) => id);
}

async function faultsOf(id: number | undefined): Promise<string[]> {
  if (id === undefined) return ["nothing was sent"];
  const { bytes } = (await world.desk.open.unitOfWork.reading.outbox.find(id))!;
  const { text } = await simpleParser(Buffer.from(bytes));
  const leaks = await findLeaks(bytes);
  return text?.includes("genstarte importen") ? leaks : [...leaks, "the new text is missing"];
}
