import { afterAll, beforeAll, expect } from "@jest/globals";
import { AGENT, DESK, EVERYBODY, METTE, OPERATIONS, SECOND_AGENT, STRANGER } from "../../src/demo/people.ts";
import type { Stage } from "../../src/demo/stage.ts";
import { storyTimes } from "../../src/demo/story-time.ts";
import type { MailUnderstanding } from "../../src/domain/email/mail-understanding.ts";
import { instant } from "../../src/domain/time/instant.ts";
import { canary, findLeaks } from "../support/canaries.ts";
import { dovecot } from "../support/dovecot.ts";
import { postfix } from "../support/postfix.ts";
import { testOn } from "../support/real-server.ts";
import { openRealStage, type RealStage } from "../support/real-stage.ts";

const CONVERSATION_MS = 300_000;
const GONE = "gone@south.example";
const NOTE = `Kunden skylder penge ${canary("note")}`;

const isThere = [dovecot, postfix].every((server) => server.unavailable() === null);
let stage: Stage;
let real: RealStage;

beforeAll(async () => {
  if (!isThere) return;
  real = await openRealStage("config/demo.yaml", { bouncingDomain: "south.example" });
  stage = real.stage;
}, CONVERSATION_MS);

afterAll(async () => {
  await real?.close();
});

const answer: RealStage["answer"] = (...words) => real.answer(...words);

const saying = (words: string) => (mail: MailUnderstanding) => mail.replyText.includes(words);
const holding =
  (...words: string[]) =>
  (mail: MailUnderstanding) =>
    words.every((word) => mail.text.includes(word));

/** Each mail of a mailbox as the one of these words that it holds, in order; a mail that holds none, or two, fails. */
async function told(address: string, marks: Readonly<Record<string, RegExp>>): Promise<string[]> {
  return (await stage.mailsOf(address)).map(({ subject, text }) => {
    const found = Object.entries(marks).filter(([, mark]) => mark.test(`${subject}\n${text}`));
    if (found.length === 1 && found[0]) return found[0][0];
    return `${found.map(([name]) => name).join(" and ") || "nothing known"}: ${subject}\n${text}`;
  });
}

async function stateOfTicket(): Promise<string | undefined> {
  return (await stage.database.selectFrom("ticket").select("state").executeTakeFirst())?.state;
}

testOn(dovecot, postfix)(
  "a whole conversation leaves in every mailbox what its owner may see, and nothing else",
  async () => {
    try {
      await converse();
      await settle();
    } catch (error) {
      throw new Error(`${String(error)}\n${real.log()}`);
    }
    await expectMailboxOfMette();
    await expectMailboxesOfDesk();
  },
  CONVERSATION_MS,
);

async function converse(): Promise<void> {
  await stage.moveTimeTo(storyTimes(instant(Date.now())).fridayAfternoon, "the desk is open");
  await stage.submit({
    ...{ from: METTE, to: DESK, subject: "Måleren viser forkert", messageId: "<first@north.example>" },
    text: "Hej\n\nMåleren på Havnevej viser for meget.\n\nVenlig hilsen\nMette Holm",
  });
  await stage.awaitMail(METTE, "the acknowledgement", holding("Sagsnummer"));
  const notice = await stage.awaitMail(AGENT, "the notice", holding("Havnevej viser for meget"));
  await answer(AGENT, notice, `#note\n${NOTE}`);
  await stage.awaitMail(AGENT, "the confirmation of the note", holding("Det er gjort", "intern note"));
  await answer(AGENT, notice, "#tildel mig\n#vent\n\nHej Mette\n\nSend os aflæsningen fra i går.");
  const question = await stage.awaitMail(METTE, "the question", saying("aflæsningen fra i går"));
  await stage.awaitTrue("it waits", async () => (await stateOfTicket()) === "waiting");
  await answer(METTE, question, "Den viste 4711.");
  const second = await stage.awaitMail(AGENT, "the notice of her answer", holding("Den viste 4711."));
  await stage.awaitTrue("it is open again", async () => (await stateOfTicket()) === "open");
  await answer(AGENT, second, `#cc ${GONE}\n\nMåleren skiftes på mandag.`);
  await stage.awaitMail(METTE, "the answer", saying("skiftes på mandag"));
  await stage.awaitMail(AGENT, "the delivery failure", holding(GONE, "findes ikke"));
  await answer(AGENT, second, "#løst\n\nMåleren er skiftet.");
  await stage.awaitMail(METTE, "the last answer", saying("er skiftet"));
  await stage.awaitTrue("it is resolved", async () => (await stateOfTicket()) === "resolved");
}

/** Until nothing is on its way: each mail of the desk's own outbox has left, and its copies lie in their mailboxes. */
async function settle(): Promise<void> {
  await stage.awaitTrue("the outbox is empty", async () => {
    const rows = await stage.database.selectFrom("outbox").select("state").execute();
    return rows.every(({ state }) => !["queued", "held", "sending", "deferred"].includes(state));
  });
  // What the desk writes to itself comes and goes meanwhile.
  const recipients = await stage.database
    .selectFrom("outbox_recipient")
    .select("address")
    .where("address", "<>", DESK)
    .execute();
  await stage.awaitTrue("every mail is in its mailbox", async () => {
    const inboxes = await Promise.all(EVERYBODY.filter((one) => one !== DESK).map((one) => real.world.inbox(one)));
    return inboxes.flat().length === recipients.filter(({ address }) => address !== GONE).length;
  });
}

async function expectMailboxOfMette(): Promise<void> {
  expect(
    await told(METTE, {
      acknowledgement: /Sagsnummer/,
      question: /^(?!.*> .*4711)[\s\S]*Send os aflæsningen fra i går\./,
      answer: /Måleren skiftes på mandag\./,
      "last answer": /Måleren er skiftet\./,
    }),
  ).toEqual(["acknowledgement", "question", "answer", "last answer"]);
  for (const bytes of await real.world.inbox(METTE)) {
    const raw = Buffer.from(bytes).toString("latin1");
    expect(await findLeaks(bytes)).toEqual([]);
    // The agents' addresses, the commands and what the customer's own mail quoted of ours have no place in it.
    for (const hidden of [AGENT, SECOND_AGENT, OPERATIONS, "#vent", "#cc", "#tildel", "skylder"]) {
      expect(raw).not.toContain(hidden);
    }
    expect(raw).toMatch(/^From: .*READy.* <support@desk\.example>\r$/m);
    expect(raw).toMatch(/^To: .*mette@north\.example>?\r$/m);
    expect(raw).toMatch(/^Reply-To: .*support\+[a-z2-7]+@desk\.example>?\r$/m);
    expect(raw).toMatch(/^In-Reply-To: </m);
    expect(raw).toMatch(/^Subject: .*/m);
  }
  const raws = (await real.world.inbox(METTE)).map((bytes) => Buffer.from(bytes).toString("latin1"));
  // Only the acknowledgement was written by nobody: it says so, and has no sender that a bounce could go to.
  expect(raws.map((raw) => /^Auto-Submitted: auto-replied\r$/m.test(raw))).toEqual([true, false, false, false]);
  expect(raws.map((raw) => /^Return-Path: <>\r$/m.test(raw))).toEqual([true, false, false, false]);
}

async function expectMailboxesOfDesk(): Promise<void> {
  const marks = {
    notice: /Ny sag|Ny besked/,
    confirmation: /^Udført/,
    failure: /^(?!Udført)[\s\S]*gone@south\.example[\s\S]*findes ikke/,
  };
  // One wrote #note, #vent, #cc and #løst; the notice of her answer goes to whom the ticket is assigned.
  const ofOne = await told(AGENT, marks);
  expect([...ofOne].sort()).toEqual([
    "confirmation",
    "confirmation",
    "confirmation",
    "confirmation",
    "failure",
    "notice",
    "notice",
  ]);
  expect(await told(SECOND_AGENT, marks)).toEqual(["notice"]);
  for (const address of [OPERATIONS, STRANGER, "three@desk.example", "john@west.example"]) {
    expect(await real.world.inbox(address)).toEqual([]);
  }
  const tickets = await stage.database.selectFrom("ticket").select("id").execute();
  expect(tickets).toHaveLength(1);
}
