import { expect, test } from "@jest/globals";
import { createSigner } from "../../../../src/adapters/system/signer.ts";
import { createReplyAddress, readReplyToken } from "../../../../src/domain/outbound/reply-address.ts";
import { instant } from "../../../../src/domain/time/instant.ts";

const DAY = 86_400_000;
const now = instant(Date.UTC(2026, 10, 24, 12));
const signer = createSigner(["a secret of at least thirty-two bytes"]);
const deskAddress = "support@desk.example";
const context = { deskAddress, agentKeys: ["one", "two"], signer, now };
const agentGrant = {
  ticketId: 4711,
  recipient: { kind: "agent", key: "two" } as const,
  expiresAt: instant(now + 30 * DAY),
};

test("a signed reply address gives back its ticket and its agent", () => {
  const reading = readReplyToken(createReplyAddress(deskAddress, agentGrant, signer), context);
  expect(reading).toMatchObject({ kind: "granted", ticketId: 4711, recipient: { kind: "agent", key: "two" } });
});

test("a signed reply address for the requester names no agent", () => {
  const address = createReplyAddress(deskAddress, { ...agentGrant, recipient: { kind: "requester" } }, signer);
  expect(readReplyToken(address, context)).toMatchObject({ kind: "granted", recipient: { kind: "requester" } });
});

test("the local part stays within 64 octets for the largest ticket of a desk with a long name", () => {
  const address = createReplyAddress(
    "kundeservice.drift@desk.example",
    { ...agentGrant, ticketId: 2 ** 40 - 1 },
    signer,
  );
  expect(address.indexOf("@")).toBeLessThanOrEqual(64);
  expect(address).toMatch(/^kundeservice\.drift\+[a-z2-7]+@desk\.example$/);
});

test("a desk address that leaves no room for a signature is refused aloud", () => {
  const tooLong = `${"s".repeat(30)}@desk.example`;
  expect(() => createReplyAddress(tooLong, agentGrant, signer)).toThrow(RangeError);
});

test("an address is good until the end of its last day and expired from then on", () => {
  const address = createReplyAddress(deskAddress, agentGrant, signer);
  const endOfLastDay = instant(Date.UTC(2026, 11, 25) - 1);
  expect(readReplyToken(address, { ...context, now: endOfLastDay }).kind).toBe("granted");
  expect(readReplyToken(address, { ...context, now: instant(endOfLastDay + 1) }).kind).toBe("expired");
});

test("an agent's address is forged for a desk that no longer has that agent", () => {
  const address = createReplyAddress(deskAddress, agentGrant, signer);
  expect(readReplyToken(address, { ...context, agentKeys: ["one"] }).kind).toBe("forged");
});

test("a token for one ticket does not pass for another", () => {
  const other = createReplyAddress(deskAddress, { ...agentGrant, ticketId: 4712 }, signer);
  const own = createReplyAddress(deskAddress, agentGrant, signer);
  // The payload of the one before the MAC of the other.
  const crossed = `${own.slice(0, 16)}${other.slice(16)}`;
  expect(["forged", "malformed"]).toContain(readReplyToken(crossed, context).kind);
});

test("an address without a token, or of somebody else, is absent", () => {
  for (const address of ["support@desk.example", "support+x@else.example", "x@y", "", "sales+aaaa@desk.example"]) {
    expect(readReplyToken(address, context).kind).toBe("absent");
  }
});

test("the desk's own part may come back in any case, the token may not", () => {
  const address = createReplyAddress(deskAddress, agentGrant, signer);
  expect(readReplyToken(address.replace("support", "Support").replace("desk", "DESK"), context).kind).toBe("granted");
  expect(readReplyToken(address.toUpperCase(), context).kind).toBe("malformed");
});

test("an address signed by the last secret is read after a rotation, and by nobody after it is gone", () => {
  const address = createReplyAddress(deskAddress, agentGrant, signer);
  const rotated = createSigner(["the newest secret, thirty-two bytes too", "a secret of at least thirty-two bytes"]);
  const renewed = createSigner(["the newest secret, thirty-two bytes too"]);
  expect(readReplyToken(address, { ...context, signer: rotated }).kind).toBe("granted");
  expect(readReplyToken(address, { ...context, signer: renewed }).kind).toBe("forged");
});
