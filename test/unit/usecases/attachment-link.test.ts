import { expect, test } from "@jest/globals";
import { createSigner } from "../../../src/adapters/system/signer.ts";
import { scanEgress } from "../../../src/domain/outbound/egress-scan.ts";
import { instant } from "../../../src/domain/time/instant.ts";
import { readAttachmentToken, writeAttachmentLink } from "../../../src/usecases/attachment-link.ts";

const signer = createSigner(["the first secret, long enough to sign with"]);
const NOW = instant(Date.UTC(2026, 10, 24));
const DAY = 86_400_000;
const GRANT = { inboundEmailId: 17, sha256: "5d41402a".repeat(8), agent: "one" };
const link = writeAttachmentLink(signer, "https://support.desk.example", GRANT, { now: NOW, days: 14 });
const token = new URL(link).searchParams.get("token")!;

test("a link grants its one attachment to its one agent until it expires", () => {
  expect(readAttachmentToken(signer, token, NOW)).toEqual(GRANT);
  expect(readAttachmentToken(signer, token, instant(NOW + 14 * DAY - 1))).toEqual(GRANT);
  expect(readAttachmentToken(signer, token, instant(NOW + 14 * DAY))).toBeNull();
});

test("no other character anywhere in a token is accepted, nor a part of it, nor more than it", () => {
  for (let at = 0; at < token.length; at++) {
    const other = token[at] === "1" ? "2" : "1";
    expect(readAttachmentToken(signer, token.slice(0, at) + other + token.slice(at + 1), NOW)).toBeNull();
    expect(readAttachmentToken(signer, token.slice(0, at), NOW)).toBeNull();
  }
  expect(readAttachmentToken(signer, `${token}0`, NOW)).toBeNull();
});

test("another secret's link grants nothing, and one by a rotated secret still does", () => {
  const other = createSigner(["another secret, long enough to sign with too"]);
  const rotated = createSigner([
    "a new secret, long enough to sign with now",
    "the first secret, long enough to sign with",
  ]);
  expect(readAttachmentToken(other, token, NOW)).toBeNull();
  expect(readAttachmentToken(rotated, token, NOW)).toEqual(GRANT);
});

test.each([
  ["as it is", (text: string) => text],
  ["in base64", (text: string) => Buffer.from(text).toString("base64")],
  ["as an address", (text: string) => encodeURIComponent(text)],
  ["with a tag in it", (text: string) => `${text.slice(0, 90)}<b></b>${text.slice(90)}`],
])("no mail to a customer leaves with such a link %s", (_, written) => {
  const encoding = written("x") === "eA==" ? "base64" : "7bit";
  const mail = `From: support@desk.example\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${written(`Se ${link} og sig til`)}\r\n`;
  const rules = { deskAddress: "support@desk.example", ownReplyAddress: null };
  expect(scanEgress(Buffer.from(mail), rules)).toBe("attachment-link");
});
