import { expect, test } from "@jest/globals";
import { createSigner } from "../../../../src/adapters/system/signer.ts";
import {
  createInstanceHeader,
  createMessageId,
  looksLikeOwnMessageId,
  readInstanceHeader,
  readMessageId,
} from "../../../../src/domain/outbound/own-message-id.ts";

const signer = createSigner(["a secret of at least thirty-two bytes"]);
const stranger = createSigner(["another secret of thirty-two bytes !!"]);

test("a Message-ID of ours names its outbox row", () => {
  const messageId = createMessageId(70_001, "desk.example", signer);
  expect(messageId).toMatch(/^<o\.[a-z2-7]+\.[a-z2-7]{26}@desk\.example>$/);
  expect(readMessageId(messageId, "Desk.Example", signer)).toBe(70_001);
});

test("a Message-ID that we never issued looks like ours and is not", () => {
  const forged = createMessageId(70_001, "desk.example", stranger);
  expect(looksLikeOwnMessageId(forged, "desk.example")).toBe(true);
  expect(readMessageId(forged, "desk.example", signer)).toBeNull();
});

test("a Message-ID of another domain is not ours", () => {
  const messageId = createMessageId(7, "desk.example", signer);
  expect(readMessageId(messageId, "else.example", signer)).toBeNull();
  expect(looksLikeOwnMessageId(messageId, "else.example")).toBe(false);
  expect(readMessageId("<o.plain@desk.example>", "desk.example", signer)).toBeNull();
});

test("the instance header is proved by its MAC and cannot be made from a Message-ID", () => {
  const header = createInstanceHeader(12, signer);
  expect(readInstanceHeader(` ${header} `, signer)).toBe(12);
  expect(readInstanceHeader(header, stranger)).toBeNull();
  const messageId = createMessageId(12, "desk.example", signer);
  expect(readInstanceHeader(messageId.slice(3, messageId.indexOf("@")), signer)).toBeNull();
});
