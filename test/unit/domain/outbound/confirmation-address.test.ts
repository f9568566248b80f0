import { expect, test } from "@jest/globals";
import { createSigner } from "../../../../src/adapters/system/signer.ts";
import {
  type Confirmation,
  createConfirmationAddress,
  isConfirmationAddress,
  readConfirmationId,
} from "../../../../src/domain/outbound/confirmation-address.ts";
import { scanEgress } from "../../../../src/domain/outbound/egress-scan.ts";
import { createReplyAddress, readReplyToken } from "../../../../src/domain/outbound/reply-address.ts";
import { instant } from "../../../../src/domain/time/instant.ts";

const signer = createSigner(["a secret of at least thirty-two bytes"]);
const desk = "support@desk.example";
const now = instant(Date.UTC(2026, 10, 24, 12));
const asked: Confirmation = {
  id: 7,
  ticketId: 4711,
  agent: "one",
  inboundEmailId: 12,
  sha256: "ab".repeat(32),
  expiresAt: instant(now + 3_600_000),
};
const address = createConfirmationAddress(desk, asked, signer);
const isGood = (text: string, confirmation = asked) => isConfirmationAddress(text, desk, confirmation, signer);

test("a confirmation address is good for its own confirmation", () => {
  expect(readConfirmationId(address, desk)).toBe(7);
  expect(isGood(address)).toBe(true);
});

test.each<Partial<Confirmation>>([
  { id: 8 },
  { ticketId: 4712 },
  { agent: "two" },
  { inboundEmailId: 13 },
  { sha256: "ac".repeat(32) },
  { expiresAt: instant(now + 3_600_001) },
])("it is good for no other: %j", (other) => {
  expect(isGood(address, { ...asked, ...other })).toBe(false);
});

test("with any character of its token turned it is none", () => {
  const [start, end] = [address.indexOf("+") + 1, address.indexOf("@")];
  for (let at = start; at < end; at += 1) {
    const turned = `${address.slice(0, at)}${address[at] === "a" ? "b" : "a"}${address.slice(at + 1)}`;
    expect([at, isGood(turned)]).toEqual([at, false]);
  }
});

test("it is never a reply address, and a reply address never confirms", () => {
  expect(readReplyToken(address, { deskAddress: desk, agentKeys: ["one"], signer, now }).kind).toBe("malformed");
  const grant = { ticketId: 4711, recipient: { kind: "agent", key: "one" }, expiresAt: asked.expiresAt } as const;
  expect(readConfirmationId(createReplyAddress(desk, grant, signer), desk)).toBeNull();
});

test("no customer's mail may hold one", () => {
  const bytes = Buffer.from(`Subject: x\r\n\r\n${createConfirmationAddress(desk, { ...asked, id: 1 }, signer)}\r\n`);
  expect(scanEgress(bytes, { deskAddress: desk, ownReplyAddress: null })).toBe("reply-token");
});
