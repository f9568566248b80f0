import { expect, test } from "@jest/globals";
import { createSigner } from "../../../../src/adapters/system/signer.ts";
import { INTERNAL_MARKER, maskReplyTokens, scanEgress } from "../../../../src/domain/outbound/egress-scan.ts";
import { createReplyAddress } from "../../../../src/domain/outbound/reply-address.ts";
import { instant } from "../../../../src/domain/time/instant.ts";

const deskAddress = "support@desk.example";
const signer = createSigner(["a secret of at least thirty-two bytes"]);
const expiresAt = instant(Date.UTC(2027, 0, 1));
const own = createReplyAddress(deskAddress, { ticketId: 9, recipient: { kind: "requester" }, expiresAt }, signer);
const agents = createReplyAddress(
  deskAddress,
  { ticketId: 9, recipient: { kind: "agent", key: "one" }, expiresAt },
  signer,
);
const rules = { deskAddress, ownReplyAddress: own };

function mail(body: string, headers = ""): Uint8Array {
  return Buffer.from(
    `From: support@desk.example\r\nReply-To: ${own}\r\n${headers}Subject: x\r\n\r\n${body}\r\n`,
    "utf8",
  );
}
const base64 = (text: string) => Buffer.from(text).toString("base64").replace(/.{76}/g, "$&\r\n");
const quotedPrintable = (text: string) =>
  [...Buffer.from(text)]
    .map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, "0")}`)
    .join("")
    .replace(/(?:=..){24}/g, "$&=\r\n");

test("a mail may hold its own reply address in its own Reply-To, folded or not", () => {
  expect(scanEgress(mail("Hej\r\n\r\nBackup kører igen."), rules)).toBeNull();
  const folded = Buffer.from(`Reply-To:\r\n <${own}>\r\nSubject: x\r\n\r\nHej\r\n`);
  expect(scanEgress(folded, rules)).toBeNull();
});

test("an agent's address in the Reply-To is refused", () => {
  const wrong = Buffer.from(`Reply-To: ${agents}\r\nSubject: x\r\n\r\nHej\r\n`);
  expect(scanEgress(wrong, rules)).toBe("reply-token");
  expect(scanEgress(Buffer.from(`Reply-To: ${own}, ${agents}\r\n\r\nHej\r\n`), rules)).toBe("reply-token");
  expect(scanEgress(wrong, { deskAddress, ownReplyAddress: null })).toBe("reply-token");
});

test.each([
  ["as it is", agents],
  ["in capitals", agents.toUpperCase()],
  ["in a link", `<a href="mailto:${agents.replace("+", "%2B")}">svar</a>`],
  ["with tags inside", agents.replace("+", "<b></b>+<i>").replace("@", "</i>@")],
  ["with entities", agents.replace("+", "&#43;").replace("s", "&#x73;")],
  ["with a named entity", agents.replace("+", "&plus;")],
  ["with zero-width characters", `${agents.slice(0, 20)}\u200b${agents.slice(20)}`],
  ["in base64", base64(`Hej\r\n${agents}\r\n`)],
  ["in base64 of base64", base64(`${base64(`Hej ${agents}`)}\r\n`)],
  ["in quoted-printable", quotedPrintable(`Hej ${agents}`)],
  ["in quoted-printable inside base64", base64(quotedPrintable(agents))],
  ["in UTF-16 inside base64", base64(Buffer.from(agents, "utf16le").toString("latin1"))],
])("a token in the body is found %s", (_, body) => {
  expect(scanEgress(mail(body), rules)).toBe("reply-token");
});

test("a token in another header is found, encoded words too", () => {
  expect(scanEgress(mail("Hej", `X-Note: ${agents}\r\n`), rules)).toBe("reply-token");
  const word = `=?utf-8?B?${Buffer.from(agents).toString("base64")}?=`;
  expect(scanEgress(mail("Hej", `X-Note: ${word}\r\n`), rules)).toBe("reply-token");
});

test("the marker of agents' mails and their headers are found", () => {
  expect(scanEgress(mail(`> Kun til medarbejdere. ${INTERNAL_MARKER}`), rules)).toBe("internal-marker");
  expect(scanEgress(mail(base64(`<p>${INTERNAL_MARKER.toUpperCase()}</p>`)), rules)).toBe("internal-marker");
  expect(scanEgress(mail("Hej", "X-Svartid-Agent: notification\r\n"), rules)).toBe("agent-only-header");
});

test("a text about plus addresses is no token", () => {
  expect(scanEgress(mail("Skriv til support+backup@desk.example, eller support@desk.example"), rules)).toBeNull();
});

test("ten megabytes of attachment are read in a bounded number of steps", () => {
  const noise = base64(Buffer.alloc(1_000_000, "Svartid \u00e6").toString("latin1"));
  expect(scanEgress(mail(noise), rules)).toBeNull();
});

test("masking leaves the desk's plain address in a quoted text", () => {
  expect(maskReplyTokens(`Til: ${agents}, ${own}\nHej`, deskAddress)).toBe(`Til: ${deskAddress}, ${deskAddress}\nHej`);
  const survey = `https://support.desk.example/survey/${"0a".repeat(32)}`;
  expect(maskReplyTokens(`> Svar her: ${survey}\nTak`, deskAddress)).toBe(
    "> Svar her: https://support.desk.example/survey/[…]\nTak",
  );
});
