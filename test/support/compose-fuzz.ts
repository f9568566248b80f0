import path from "node:path";
import { domainToASCII } from "node:url";
import { type AddressObject, type ParsedMail, simpleParser } from "mailparser";
import { type SmtpDelivery, startSmtpServer } from "../../src/adapters/embedded/start-smtp-server.ts";
import { createComposer } from "../../src/adapters/mime/compose-mail.ts";
import { createSmtpSender } from "../../src/adapters/smtp/smtp-sender.ts";
import { createSigner } from "../../src/adapters/system/signer.ts";
import { createRenderer } from "../../src/adapters/templates/renderer.ts";
import { AdapterError } from "../../src/usecases/ports/adapter-error.ts";
import { type MailDraft, queueMail } from "../../src/usecases/queue-mail.ts";
import { createFuzzedValues } from "./fuzzed-values.ts";
import { memoryOutbox } from "./memory-outbox.ts";

export interface ComposeFigures {
  readonly values: number;
  readonly sent: number;
  /** Not queued at all: an address, a header or a subject that cannot be written safely. */
  readonly refused: number;
  readonly violations: readonly string[];
}

const DESK = { name: "READy Support", address: "support@desk.example" };
const REF = "SV-7K3M9-2";
const FIXED = [
  "content-type",
  "date",
  "from",
  "message-id",
  "mime-version",
  "reply-to",
  "subject",
  "to",
  "x-svartid-id",
];
const REFUSALS = ["unsafe-mail", "header-injection"];

type Fuzz = ReturnType<typeof createFuzzedValues>;

/** Values written by chance into every field of a reply that anybody outside can write, until so many were used; each mail goes through SMTP. */
export async function fuzzCompose(seed: number, values: number): Promise<ComposeFigures> {
  const world = await openWorld();
  const fuzz = createFuzzedValues(seed);
  const figures = { sent: 0, refused: 0 };
  const violations: string[] = [];
  try {
    while (fuzz.used() < values) {
      const draft = writeDraft(fuzz);
      const faults = await world.pass(draft);
      if (faults === null) figures.refused += 1;
      else figures.sent += 1;
      for (const fault of faults ?? []) violations.push(`${fault}: ${JSON.stringify(draft)}`);
    }
  } finally {
    await world.close();
  }
  return { values: fuzz.used(), ...figures, violations };
}

async function openWorld() {
  const deliveries: SmtpDelivery[] = [];
  const server = await startSmtpServer({ deliver: (delivery) => void deliveries.push(delivery) });
  const sender = createSmtpSender({
    host: "127.0.0.1",
    port: server.port,
    security: "none",
    user: null,
    password: null,
  });
  const renderer = await createRenderer(path.resolve("templates"), { ...DESK, zone: "Europe/Copenhagen" });
  const signer = createSigner(["a secret of at least thirty-two bytes"]);
  const services = { renderer, composer: createComposer(), signer, desk: DESK };
  return {
    /** What was wrong with the mail as it arrived; null when it was refused. */
    async pass(draft: MailDraft<"reply">): Promise<string[] | null> {
      const { stores, rows } = memoryOutbox();
      const result = await queueMail(stores, services, draft).catch(refusalOf);
      const [row] = rows;
      if (result.kind === "refused" || row === undefined) return null;
      deliveries.length = 0;
      const recipients = row.recipients.map(({ address }) => address);
      await sender.send({ envelopeFrom: row.envelopeFrom, recipients, bytes: row.bytes }, async () => true);
      const [delivery, ...more] = deliveries;
      if (delivery === undefined || more.length > 0) return [`${deliveries.length} mails arrived`];
      return await findFaults(draft, delivery);
    },
    async close() {
      await sender.close();
      await server.stop();
    },
  };
}

function refusalOf(error: unknown): { kind: "refused" } {
  if (error instanceof AdapterError && REFUSALS.includes(error.code)) return { kind: "refused" };
  throw error;
}

function writeDraft(fuzz: Fuzz): MailDraft<"reply"> {
  const person = () => ({ address: fuzz.address(), name: fuzz.value() });
  const text = fuzz.value();
  return {
    class: "reply",
    ticketId: 5,
    ticketRef: REF,
    to: [person()],
    cc: Array.from({ length: fuzz.below(3) }, person),
    fromName: fuzz.value(),
    template: "reply",
    language: fuzz.below(2) === 0 ? "da" : "en",
    data: {
      subject: fuzz.value(),
      text,
      agentName: fuzz.value(),
      quoted: { at: 0 as never, text: fuzz.value() },
    },
    replyTo: { ticketId: 5, recipient: { kind: "requester" } },
    inReplyTo: fuzz.messageId(),
    references: [fuzz.messageId(), fuzz.messageId()],
    attachments: [{ filename: fuzz.value(), contentType: fuzz.value(), content: Buffer.from(text) }],
  };
}

/** Read from the bytes that arrived, by a parser that is not ours. */
async function findFaults(draft: MailDraft<"reply">, { sender, recipients, bytes }: SmtpDelivery): Promise<string[]> {
  const intended = intendedAddresses(draft);
  const raw = bytes.toString("latin1");
  const parsed = await simpleParser(bytes, { skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true });
  const seen = [...addressesOf(parsed.to), ...addressesOf(parsed.cc)];
  return [
    ...faultIf(sender !== DESK.address, "another envelope sender"),
    ...faultIf(!equal(recipients.map(inAscii), intended), "other recipients"),
    ...faultIf(!equal(seen, intended), "other people in To and Cc"),
    ...faultIf(!equal(addressesOf(parsed.from), [DESK.address]), "another author"),
    ...faultIf(/\r(?!\n)|(?<!\r)\n|[^\x20-\x7e\r\n\t]/.test(raw), "a bare line end or a byte outside ASCII"),
    ...faultIf(!equal(fieldNames(raw), expectedNames(draft, parsed)), `the fields ${fieldNames(raw).join()}`),
    ...faultIf(!(parsed.subject ?? "").endsWith(`[${REF}]`), "a subject without its reference"),
    ...faultIf(!hasItsFile(draft, parsed), "another attachment"),
  ];
}

function faultIf(isFault: boolean, what: string): string[] {
  return isFault ? [what] : [];
}

function intendedAddresses({ to, cc = [] }: MailDraft): string[] {
  const all = [...to, ...cc].map(({ address }) => inAscii(address));
  return all.filter((one, at) => all.findIndex((other) => other.toLowerCase() === one.toLowerCase()) === at);
}

function inAscii(address: string): string {
  const at = address.lastIndexOf("@");
  return `${address.slice(0, at)}@${domainToASCII(address.slice(at + 1))}`;
}

function addressesOf(field: AddressObject | AddressObject[] | undefined): string[] {
  return [field ?? []].flat().flatMap(({ value }) => value.map(({ address = "" }) => inAscii(address)));
}

function fieldNames(raw: string): string[] {
  const head = raw.slice(0, raw.indexOf("\r\n\r\n")).replace(/\r\n[ \t]/g, " ");
  return head.split("\r\n").map((line) => line.slice(0, Math.max(0, line.indexOf(":"))).toLowerCase());
}

// Whose ids can be written is not for this proof to know: each field of the thread stands there once or not at all.
function expectedNames(draft: MailDraft, parsed: ParsedMail): string[] {
  const hasCc = intendedAddresses(draft).length > 1;
  const thread = ["in-reply-to", "references"].filter((name) => parsed.headers.has(name));
  return [...FIXED, ...thread, ...(hasCc ? ["cc"] : [])];
}

function hasItsFile({ attachments = [] }: MailDraft, parsed: ParsedMail): boolean {
  const [file] = parsed.attachments;
  return parsed.attachments.length === 1 && file?.content.equals(Buffer.from(attachments[0]?.content ?? [])) === true;
}

function equal(some: readonly string[], others: readonly string[]): boolean {
  return [...some].sort().join("\0") === [...others].sort().join("\0");
}
