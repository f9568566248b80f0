import { expect, test } from "@jest/globals";
import { createSigner } from "../../../../src/adapters/system/signer.ts";
import { readConfirmationId } from "../../../../src/domain/outbound/confirmation-address.ts";
import { scanEgress } from "../../../../src/domain/outbound/egress-scan.ts";
import { createReleaseAddress, readReleaseAddress } from "../../../../src/domain/outbound/release-address.ts";
import { createReplyAddress, readReplyToken } from "../../../../src/domain/outbound/reply-address.ts";
import { instant } from "../../../../src/domain/time/instant.ts";

const signer = createSigner(["a secret of at least thirty-two bytes"]);
const desk = "support@desk.example";
const now = instant(Date.UTC(2026, 10, 24, 12));
const address = createReleaseAddress(desk, 4711, signer);
const read = (text: string) => readReleaseAddress(text, desk, signer);

test.each([1, 255, 4711, 2 ** 40])("the address of notice %d says so", (id) => {
  const made = createReleaseAddress(desk, id, signer);
  expect(read(made)).toBe(id);
  expect(made.slice(0, made.indexOf("@")).length).toBeLessThanOrEqual(64);
});

test("with any character of its token turned it says nothing", () => {
  const [start, end] = [address.indexOf("+") + 1, address.indexOf("@")];
  for (let at = start; at < end; at += 1) {
    const turned = `${address.slice(0, at)}${address[at] === "a" ? "b" : "a"}${address.slice(at + 1)}`;
    expect([at, read(turned)]).toEqual([at, null]);
  }
});

test.each(["support@desk.example", "support+x@desk.example", "support+@desk.example", "a@b.example"])(
  "%s is none",
  (text) => {
    expect(read(text)).toBeNull();
  },
);

test("another secret made no address of ours", () => {
  const others = createSigner(["another secret of at least thirty-two bytes"]);
  expect(readReleaseAddress(createReleaseAddress(desk, 4711, others), desk, signer)).toBeNull();
});

test("it grants nothing: it is no reply address and no confirmation, nor are they one of these", () => {
  expect(readReplyToken(address, { deskAddress: desk, agentKeys: ["one"], signer, now }).kind).toBe("malformed");
  expect(readConfirmationId(address, desk)).toBeNull();
  const grant = { ticketId: 4711, recipient: { kind: "requester" }, expiresAt: now } as const;
  expect(read(createReplyAddress(desk, grant, signer))).toBeNull();
});

test("only its own mail may hold it", () => {
  const bytes = Buffer.from(`Subject: x\r\n\r\n${createReleaseAddress(desk, 1, signer)}\r\n`);
  expect(scanEgress(bytes, { deskAddress: desk, ownReplyAddress: null })).toBe("reply-token");
});
