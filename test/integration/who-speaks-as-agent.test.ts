import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { NOTE_REASONS, type NoteReason } from "../../src/domain/filing/judge-agent-mail.ts";
import { createReplyAddress } from "../../src/domain/outbound/reply-address.ts";
import { instant } from "../../src/domain/time/instant.ts";
import { openTestDesk, type TestDesk } from "../support/open-test-desk.ts";
import { SUPPORT_MAILBOX, testDesk } from "../support/test-desk.ts";

const DAY = 86_400_000;
const SETTINGS = testDesk(SUPPORT_MAILBOX);
/** Agent one is in the desk file still, and may nothing any more. */
const RETIRED = { ...SETTINGS, agents: { ...SETTINGS.agents, one: { ...SETTINGS.agents.one!, active: false } } };
const QUESTION = [
  "Authentication-Results: mx.desk.example; dmarc=pass header.from=north.example",
  "From: Mette <mette@north.example>",
  "To: support@desk.example",
  "Subject: Systemet",
  "Date: Tue, 24 Nov 2026 10:00:00 +0100",
  "Message-ID: <q1@north.example>",
  "Content-Type: text/plain; charset=utf-8",
  "",
  "Systemet virker ikke.",
  "",
].join("\n");

let desk: TestDesk;

beforeEach(async () => {
  desk = await openTestDesk(SETTINGS);
  await desk.file(QUESTION);
});

afterEach(() => desk.close());

const stores = () => desk.open.unitOfWork.reading;

/** The 2^7 rows of threat T3: which conditions do not hold. */
const ROWS = Array.from({ length: 2 ** NOTE_REASONS.length }, (_, bits) =>
  NOTE_REASONS.filter((_reason, place) => Boolean(bits & (1 << place))),
);

/** A real mail for one row. It always answers the notice that agent one got, by which its ticket is known however little is proved. */
async function writeRow(missing: readonly NoteReason[], row: number): Promise<string> {
  const lacks = (reason: NoteReason) => missing.includes(reason);
  const [ticket] = await stores().tickets.list({ limit: 1 });
  const notices = await stores().outbox.list({ limit: 100 });
  const notice = notices.find(
    (one) => one.class === "notification" && one.recipients[0]?.address === "one@desk.example",
  );
  const expiresAt = instant((await stores().now()) + (lacks("expired") ? -3 : 3) * DAY);
  const grant = { ticketId: ticket!.id, recipient: { kind: "agent", key: "one" }, expiresAt } as const;
  const address = createReplyAddress("support@desk.example", grant, desk.open.signer);
  const from = lacks("other-sender") ? "mallory@evil.example" : "one@desk.example";
  const domain = from.slice(from.indexOf("@") + 1);
  return [
    `Authentication-Results: mx.desk.example; dmarc=${lacks("unproved") ? "fail" : "pass"} header.from=${domain}`,
    `From: ${from}`,
    ...(lacks("ambiguous-sender") ? [`From: ${from}`] : []),
    `To: ${lacks("no-token") ? withLastCharacterOfMacTurned(address) : address}`,
    ...(lacks("automatic") ? ["Auto-Submitted: auto-replied"] : []),
    `In-Reply-To: ${notice!.messageId}`,
    `Subject: Re: Systemet`,
    "Date: Tue, 24 Nov 2026 11:00:00 +0100",
    `Message-ID: <row-${row}@${domain}>`,
    "Content-Type: text/plain; charset=utf-8",
    "",
    `Canary-${row} er svaret.`,
    "",
  ].join("\n");
}

function withLastCharacterOfMacTurned(address: string): string {
  const at = address.indexOf("@");
  return `${address.slice(0, at - 3)}${address[at - 3] === "a" ? "b" : "a"}${address.slice(at - 2)}`;
}

/** Files mails by the desk as it is for those rows: where the agent may not write, the very same desk knows them as retired. */
async function fileAs(settings: typeof SETTINGS, ...mails: string[]): Promise<void> {
  const context = desk.open.filing.context as { desk: typeof SETTINGS };
  context.desk = settings;
  await desk.file(...mails);
}

/** What became of each row: which way its words went, and why they did not go out. */
async function readFiled(ticketId: number) {
  const [messages, events] = await Promise.all([
    stores().tickets.listMessages(ticketId),
    stores().tickets.listEvents(ticketId),
  ]);
  const refused = events.filter(({ type }) => type === "agent-mail-not-sent").map(({ data }) => data);
  const reasons = new Map(refused.map(({ inboundEmailId, why }) => [inboundEmailId, why]));
  return ROWS.map((_missing, row) => {
    const [found, ...more] = messages.filter(({ text }) => text.includes(`Canary-${row} `));
    if (found === undefined || more.length > 0) throw new Error(`row ${row} is not one message`);
    return [found.direction, reasons.get(found.inboundEmailId) ?? []];
  });
}

describe("the seven conditions of threat T3", () => {
  test("of 128 real mails only the one with all seven reaches the customer; each other is a note with exactly its reasons", async () => {
    const [ticket] = await stores().tickets.list({ limit: 1 });
    const mails = await Promise.all(
      ROWS.map(async (missing, row) => ({ missing, mail: await writeRow(missing, row) })),
    );
    const isRetired = ({ missing }: { missing: readonly NoteReason[] }) => missing.includes("may-not-write");
    await fileAs(RETIRED, ...mails.filter(isRetired).map(({ mail }) => mail));
    await fileAs(SETTINGS, ...mails.filter((one) => !isRetired(one)).map(({ mail }) => mail));
    const filed = await readFiled(ticket!.id);
    expect(filed).toEqual(ROWS.map((missing) => [missing.length === 0 ? "outbound" : "note", missing]));
    expect(await stores().tickets.list({ limit: 10 })).toHaveLength(1);
    const sent = await stores().outbox.list({ limit: 400 });
    const outside = sent.filter((one) => one.recipients.some(({ address }) => !address.endsWith("@desk.example")));
    expect(outside.map((one) => one.class).sort()).toEqual(["acknowledgement", "reply"]);
  });

  test.each(NOTE_REASONS)("operations are told with the reason when one is missing: %s", async (reason) => {
    await fileAs(reason === "may-not-write" ? RETIRED : SETTINGS, await writeRow([reason], 1));
    const sent = await stores().outbox.list({ limit: 10 });
    const alerts = sent.filter((one) => one.class === "alert");
    expect(alerts.flatMap((one) => one.recipients.map(({ address }) => address))).toContain("ops@desk.example");
    const toAgent = alerts.some((one) => one.recipients.some(({ address }) => address === "one@desk.example"));
    // Who wrote it for sure gets the mail back; who is retired, or answers by a machine, gets nothing.
    expect(toAgent).toBe(["unproved", "other-sender", "ambiguous-sender"].includes(reason));
    const returned = sent.filter((one) => one.class === "confirmation");
    expect(returned).toHaveLength(["no-token", "expired"].includes(reason) ? 1 : 0);
  });
});

describe("who lost access", () => {
  test("an agent who was taken out of the desk file can no longer answer by mail, and gets no acknowledgement", async () => {
    const mail = await writeRow([], 1);
    const { one: _, ...others } = SETTINGS.agents;
    await fileAs({ ...SETTINGS, agents: others }, mail);
    expect(await stores().tickets.list({ limit: 10 })).toHaveLength(1);
    const added = (await stores().outbox.list({ limit: 10 })).filter((one) => one.class !== "notification");
    expect(added.map((one) => [one.class, one.recipients[0]?.address]).sort()).toEqual([
      ["acknowledgement", "mette@north.example"],
      ["alert", "ops@desk.example"],
    ]);
  });

  test("an agent who is not active is told of no ticket", async () => {
    await fileAs(RETIRED, QUESTION.replace("q1@", "q2@").replace("Systemet", "Andet"));
    const [ticket] = await stores().tickets.list({ limit: 1 });
    const notices = await stores().outbox.list({ ticketId: ticket!.id, limit: 10 });
    const told = notices.filter((one) => one.class === "notification").flatMap((one) => one.recipients);
    expect(told.map(({ address }) => address)).toEqual(["two@desk.example"]);
  });

  test("a machine that answers every notice warns operations once an hour", async () => {
    for (const row of [1, 2, 3]) await desk.file(await writeRow(["automatic"], row));
    const sent = await stores().outbox.list({ limit: 20 });
    expect(sent.filter((one) => one.class === "alert")).toHaveLength(1);
  });
});
