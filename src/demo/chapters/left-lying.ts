import type { MailUnderstanding } from "../../domain/email/mail-understanding.ts";
import { AGENT, DESK, JOHN, OPERATIONS } from "../people.ts";
import { show } from "../show.ts";
import type { Stage } from "../stage.ts";
import type { Plot } from "../story.ts";

const QUESTION_ID = "<question@west.example>";
const SUBJECT = "Question about exporting readings";

/** An English customer's question that nobody answers: a warning before the deadline, a breach after it, each once. */
export async function leftLying(stage: Stage, plot: Plot): Promise<void> {
  const question = {
    from: JOHN,
    to: DESK,
    subject: SUBJECT,
    text: "Hello,\n\nhow can I export last month's readings to a spreadsheet?\n\nKind regards\nJohn Reed",
    messageId: QUESTION_ID,
  };
  await stage.submit(question);
  const acknowledgement = await stage.awaitMail(JOHN, "the acknowledgement", (one) => one.inReplyTo === QUESTION_ID);
  show(stage, "John asks in English, and is answered in English", acknowledgement);
  if (!/Wednesday/.test(acknowledgement.text)) throw new Error("the acknowledgement does not promise Wednesday");
  stage.narrator.proved("level D, 16 working hours: the holiday and the short Friday are not counted");
  await stage.moveTimeTo(plot.times.warning, "nobody has answered; less than one working hour is left");
  const warning = await stage.awaitMail(AGENT, "the warning", isAlertOn(SUBJECT));
  show(stage, "A warning, in working time", warning);
  await stage.moveTimeTo(plot.times.breach, "the promised time has passed");
  const breach = await stage.awaitMail(OPERATIONS, "the breach alert", isAlertOn(SUBJECT));
  show(stage, "The breach, told to operations", breach);
  await expectOnce(stage);
  stage.narrator.proved("one warning and one breach, each once");
}

function isAlertOn(subject: string): (mail: MailUnderstanding) => boolean {
  return (mail) => mail.text.includes(subject) && !mail.text.includes("how can I export");
}

async function expectOnce(stage: Stage): Promise<void> {
  const rows = await stage.database.selectFrom("escalation").select("kind").orderBy("step").execute();
  const kinds = rows.map((row) => row.kind).join(", ");
  if (kinds !== "warning, breach") throw new Error(`expected one warning and one breach, but there were: ${kinds}`);
}
