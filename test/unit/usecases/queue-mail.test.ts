import path from "node:path";
import { beforeAll, expect, test } from "@jest/globals";
import { type ParsedMail, simpleParser } from "mailparser";
import { createComposer } from "../../../src/adapters/mime/compose-mail.ts";
import { createSigner } from "../../../src/adapters/system/signer.ts";
import { createRenderer } from "../../../src/adapters/templates/renderer.ts";
import { readInstanceHeader, readMessageId } from "../../../src/domain/outbound/own-message-id.ts";
import { createReplyAddress, readReplyToken } from "../../../src/domain/outbound/reply-address.ts";
import { instant } from "../../../src/domain/time/instant.ts";
import type { NewOutboxMail } from "../../../src/usecases/ports/outbox-store.ts";
import { type MailDraft, type QueueMailServices, queueMail } from "../../../src/usecases/queue-mail.ts";
import { memoryOutbox } from "../../support/memory-outbox.ts";

const desk = { name: "READy Support", address: "support@desk.example" };
const signer = createSigner(["a secret of at least thirty-two bytes"]);
const now = instant(Date.UTC(2026, 10, 24, 12));
const agents = createReplyAddress(
  desk.address,
  { ticketId: 5, recipient: { kind: "agent", key: "one" }, expiresAt: instant(now + 86_400_000) },
  signer,
);
let services: QueueMailServices;

beforeAll(async () => {
  const renderer = await createRenderer(path.resolve("templates"), { ...desk, zone: "Europe/Copenhagen" });
  services = { renderer, composer: createComposer(), signer, desk };
});

const REPLY: MailDraft<"reply"> = {
  class: "reply",
  ticketId: 5,
  ticketRef: "SV-7K3M9-2",
  to: [{ address: "kirsten@north.example", name: "Kirsten" }],
  fromName: "Agent One",
  template: "reply",
  language: "da",
  data: { subject: "Re: Backup", text: "Den kører igen.", agentName: "Agent One", quoted: null },
  replyTo: { ticketId: 5, recipient: { kind: "requester" } },
  inReplyTo: "<2@north.example>",
  references: ["<1@north.example>"],
};

const ACKNOWLEDGEMENT: MailDraft<"acknowledgement"> = {
  class: "acknowledgement",
  ticketId: 5,
  ticketRef: "SV-7K3M9-2",
  to: [{ address: "kirsten@north.example" }],
  template: "acknowledgement",
  language: "da",
  data: {
    ref: "SV-7K3M9-2",
    level: { id: "A", name: "Kritisk fejl", definition: "Systemet stopper" },
    promisedAt: now,
    receivedAt: now,
    move: null,
  },
  replyTo: { ticketId: 5, recipient: { kind: "requester" } },
};

async function queued(draft: MailDraft): Promise<{ row: NewOutboxMail; mail: ParsedMail }> {
  const { stores, rows } = memoryOutbox(now);
  expect(await queueMail(stores, services, draft)).toMatchObject({ kind: "queued", outboxId: 1 });
  const [row] = rows;
  if (row === undefined) throw new Error("nothing was queued");
  return { row, mail: await simpleParser(Buffer.from(row.bytes)) };
}

test("an agent's reply is from the desk's address in the agent's name, in the thread, with the reference at the end", async () => {
  const { row, mail } = await queued(REPLY);
  expect(mail.from?.value).toEqual([{ address: "support@desk.example", name: "Agent One" }]);
  expect(mail.subject).toBe("Re: Backup [SV-7K3M9-2]");
  expect(mail.inReplyTo).toBe("<2@north.example>");
  expect(mail.references).toEqual(["<1@north.example>", "<2@north.example>"]);
  expect(mail.headers.has("auto-submitted")).toBe(false);
  expect(row).toMatchObject({ envelopeFrom: "support@desk.example", ticketId: 5, class: "reply", notBefore: null });
  expect(row.recipients).toEqual([{ address: "kirsten@north.example", role: "requester" }]);
});

test("the Message-ID, the instance header and the Reply-To of a mail are provably ours", async () => {
  const { row, mail } = await queued(REPLY);
  expect(mail.messageId).toBe(row.messageId);
  expect(readMessageId(row.messageId, "desk.example", signer)).toBe(1);
  expect(readInstanceHeader(String(mail.headers.get("x-svartid-id")), signer)).toBe(1);
  const context = { deskAddress: desk.address, agentKeys: ["one"], signer, now };
  expect(readReplyToken(mail.replyTo?.value[0]?.address ?? "", context)).toMatchObject({
    kind: "granted",
    ticketId: 5,
    recipient: { kind: "requester" },
  });
});

test("what no person wrote has a null envelope sender and says so", async () => {
  const { row, mail } = await queued(ACKNOWLEDGEMENT);
  expect(row.envelopeFrom).toBe("");
  expect(mail.headers.get("auto-submitted")).toBe("auto-replied");
  expect(mail.headers.get("x-auto-response-suppress")).toBe("All");
});

test("a mail without a ticket's recipient has no Reply-To and no reference", async () => {
  const draft: MailDraft<"help"> = {
    class: "confirmation",
    ticketId: null,
    ticketRef: null,
    to: [{ address: "one@desk.example" }],
    template: "help",
    language: "en",
    data: { ref: null },
    replyTo: null,
  };
  const { row, mail } = await queued(draft);
  expect(mail.replyTo).toBeUndefined();
  expect(mail.subject).toBe("Commands in mail");
  expect(mail.headers.get("x-svartid-agent")).toBe("confirmation");
  expect(row.recipients).toEqual([{ address: "one@desk.example", role: "agent" }]);
});

test("an address stands once among the recipients, whatever its case", async () => {
  const cc = [{ address: "Kirsten@north.example" }, { address: "it@north.example" }, { address: "IT@north.example" }];
  const { row } = await queued({ ...REPLY, cc });
  expect(row.recipients).toEqual([
    { address: "kirsten@north.example", role: "requester" },
    { address: "it@north.example", role: "participant" },
  ]);
});

test.each([
  ["an agent's reply address", `Se nedenfor\n> Reply-To: ${agents}`, "reply-token"],
  ["a quoted notification", "Hej\n> Kun til medarbejdere. svartid-internal", "internal-marker"],
])("a reply to the customer that holds %s is refused and nothing is queued", async (_, text, why) => {
  const { stores, rows } = memoryOutbox(now);
  const result = await queueMail(stores, services, { ...REPLY, data: { ...REPLY.data, text } });
  expect(result).toEqual({ kind: "refused", why });
  expect(rows).toEqual([]);
});

test("the customer's own words are quoted without the reply address that they hold", async () => {
  const quoted = { at: now, text: `Til: ${agents}\nBackup fejler` };
  const { mail } = await queued({ ...REPLY, data: { ...REPLY.data, quoted } });
  expect(mail.text).toContain("> Til: support@desk.example");
});

test.each([
  ["no recipient", []],
  ["a recipient that is no plain address", [{ address: '"x@y.example"@north.example' }]],
])("%s is refused", async (_, to) => {
  const { stores, rows } = memoryOutbox(now);
  expect(await queueMail(stores, services, { ...REPLY, to })).toEqual({ kind: "refused", why: "address" });
  expect(rows).toEqual([]);
});

test("a mail may wait for the undo to pass", async () => {
  const holdUntil = instant(now + 20_000);
  const { row } = await queued({ ...REPLY, holdUntil, messageRowId: 77 });
  expect(row).toMatchObject({ notBefore: holdUntil, messageRowId: 77 });
});
