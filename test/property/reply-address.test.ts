import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { createSigner } from "../../src/adapters/system/signer.ts";
import { decodeBase32, encodeBase32 } from "../../src/domain/outbound/base32.ts";
import { createMessageId, readMessageId } from "../../src/domain/outbound/own-message-id.ts";
import { createReplyAddress, type ReplyRecipient, readReplyToken } from "../../src/domain/outbound/reply-address.ts";
import { instant } from "../../src/domain/time/instant.ts";

const signer = createSigner(["a secret of at least thirty-two bytes"]);
const now = instant(Date.UTC(2026, 10, 24));
const agentKeys = ["one", "two"];
const context = { deskAddress: "support@desk.example", agentKeys, signer, now };
const recipient: fc.Arbitrary<ReplyRecipient> = fc.oneof(
  fc.constant({ kind: "requester" as const }),
  fc.constantFrom(...agentKeys).map((key) => ({ kind: "agent" as const, key })),
);
const grants = fc.record({
  ticketId: fc.integer({ min: 1, max: 2 ** 40 }),
  recipient,
  expiresAt: fc.integer({ min: now, max: now + 500 * 86_400_000 }).map(instant),
});

test("every flipped bit of a token is noticed", () => {
  fc.assert(
    fc.property(grants, (grant) => {
      const address = createReplyAddress("support@desk.example", grant, signer);
      const token = Buffer.from(address.slice("support+".length, address.indexOf("@")), "latin1");
      for (let bit = 0; bit < token.length * 8; bit++) {
        const flipped = Buffer.from(token);
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const reading = readReplyToken(`support+${flipped.toString("latin1")}@desk.example`, context);
        expect(reading.kind === "granted" || reading.kind === "expired").toBe(false);
      }
    }),
    { numRuns: 60 },
  );
});

test("every flipped bit of the bytes behind a token is noticed", () => {
  fc.assert(
    fc.property(grants, (grant) => {
      const address = createReplyAddress("support@desk.example", grant, signer);
      const bytes = decodeBase32(address.slice("support+".length, address.indexOf("@"))) ?? new Uint8Array();
      for (let bit = 0; bit < bytes.length * 8; bit++) {
        const flipped = Uint8Array.from(bytes);
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const reading = readReplyToken(`support+${encodeBase32(flipped)}@desk.example`, context);
        expect(reading.kind === "granted" || reading.kind === "expired").toBe(false);
      }
    }),
    { numRuns: 60 },
  );
});

test("any address at all is read without an exception", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string().map((text) => `support+${text}@desk.example`),
      ),
      (address) => {
        expect(["absent", "malformed", "forged"]).toContain(readReplyToken(address, context).kind);
      },
    ),
  );
});

test("every flipped bit of a Message-ID of ours is noticed", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 45 }), (outboxId) => {
      const messageId = Buffer.from(createMessageId(outboxId, "desk.example", signer), "latin1");
      const end = messageId.indexOf("@");
      for (let bit = 8; bit < end * 8; bit++) {
        const flipped = Buffer.from(messageId);
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(readMessageId(flipped.toString("latin1"), "desk.example", signer)).toBeNull();
      }
    }),
    { numRuns: 60 },
  );
});

test("a token with the ticket, agent, kind, version or last day of another is not granted, and neither is one that ran out", () => {
  const payloadOf = (address: string) => decodeBase32(address.slice("support+".length, address.indexOf("@"))) ?? [];
  fc.assert(
    fc.property(grants, grants, fc.integer({ min: 0, max: 15 }), (one, other, version) => {
      const own = Uint8Array.from(payloadOf(createReplyAddress("support@desk.example", one, signer)));
      const foreign = Uint8Array.from(payloadOf(createReplyAddress("support@desk.example", other, signer)));
      const read = (bytes: Uint8Array) => readReplyToken(`support+${encodeBase32(bytes)}@desk.example`, context);
      const isSame = Buffer.from(own.subarray(0, -16)).equals(Buffer.from(foreign.subarray(0, -16)));
      // What the one stands for under the MAC of the other.
      const crossed = Uint8Array.from([...own.subarray(0, own.length - 16), ...foreign.subarray(foreign.length - 16)]);
      if (!isSame) expect(read(crossed).kind).toBe("forged");
      const renewed = Uint8Array.from(own);
      renewed[0] = (version << 4) | ((own[0] ?? 0) & 15);
      if (version !== 1) expect(read(renewed).kind).toBe("malformed");
      const later = { ...context, now: instant(one.expiresAt + 2 * 86_400_000) };
      const address = createReplyAddress("support@desk.example", one, signer);
      expect(readReplyToken(address, later).kind).toBe("expired");
      expect(readReplyToken(address, { ...context, agentKeys: [] }).kind).toBe(
        one.recipient.kind === "agent" ? "forged" : "granted",
      );
    }),
    { numRuns: 500 },
  );
});
