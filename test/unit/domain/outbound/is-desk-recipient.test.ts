import { expect, test } from "@jest/globals";
import { createSigner } from "../../../../src/adapters/system/signer.ts";
import { isDeskRecipient } from "../../../../src/domain/outbound/is-desk-recipient.ts";
import { createReplyAddress } from "../../../../src/domain/outbound/reply-address.ts";
import { instant } from "../../../../src/domain/time/instant.ts";

const signer = createSigner(["a secret of the test that is long enough"]);
const stranger = createSigner(["another secret that the desk does not know"]);
const deskAddress = "support@desk.example";
const context = { deskAddress, agentKeys: ["one"], signer };
const grant = { ticketId: 7, recipient: { kind: "requester" }, expiresAt: instant(86_400_000) } as const;

test("the desk takes mail for its own address, however it is written", () => {
  expect(isDeskRecipient("support@desk.example", context)).toBe(true);
  expect(isDeskRecipient("Support@DESK.example", context)).toBe(true);
});

test("the desk takes mail for a reply address that it signed, also after its last day", () => {
  expect(isDeskRecipient(createReplyAddress(deskAddress, grant, signer), context)).toBe(true);
  const agent = { ...grant, recipient: { kind: "agent", key: "one" } } as const;
  expect(isDeskRecipient(createReplyAddress(deskAddress, agent, signer), context)).toBe(true);
});

test("the desk takes no mail for addresses that it never gave away", () => {
  for (const address of [
    "sales@desk.example",
    "support@other.example",
    "support+@desk.example",
    "support+anything@desk.example",
    createReplyAddress(deskAddress, grant, stranger),
    createReplyAddress(deskAddress, { ...grant, recipient: { kind: "agent", key: "two" } }, signer),
  ]) {
    expect([address, isDeskRecipient(address, context)]).toEqual([address, false]);
  }
});
