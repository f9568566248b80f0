import { DESK, METTE } from "../people.ts";
import type { Stage } from "../stage.ts";
import type { Plot } from "../story.ts";

const QUESTIONS = [
  "Hvordan læser jeg måleren i kælderen?",
  "Kan vi få en ny adgangskode til portalen?",
  "Hvornår kommer opgørelsen for oktober?",
  "Alarmen på pumpestationen går hele tiden.",
  "Må vi flytte rapporten til om mandagen?",
];
const MAILS = QUESTIONS.length;
const SETTLE_MS = 50;

/** Jobs are lost, the process is killed with -9, and mail goes on coming in: nothing is lost and nothing comes twice. */
export async function nothingLost(stage: Stage, _plot: Plot): Promise<void> {
  const before = (await stage.mailsOf(METTE)).length;
  const ids = Array.from({ length: MAILS }, (_, index) => `<storm-${index + 1}@north.example>`);
  for (const [index, messageId] of ids.entries()) {
    await stage.submit({
      from: METTE,
      to: DESK,
      subject: `Spørgsmål nummer ${index + 1}`,
      text: QUESTIONS[index] ?? "",
      messageId,
    });
  }
  await killBetweenSends(stage);
  stage.narrator.say(`${MAILS} mails are on their way when the desk is killed with -9.`);
  stage.narrator.say(await stage.emptyQueue());
  await stage.desk.start();
  stage.narrator.say("The desk is started again.");
  for (const id of ids) await stage.awaitMail(METTE, `the acknowledgement of ${id}`, (one) => one.inReplyTo === id);
  await stage.awaitTrue("the outbox is empty", async () => {
    const waiting = await stage.database
      .selectFrom("outbox")
      .select("id")
      .where("state", "in", ["queued", "sending"])
      .execute();
    return waiting.length === 0;
  });
  const after = await stage.mailsOf(METTE);
  if (after.length !== before + MAILS)
    throw new Error(`expected ${MAILS} acknowledgements, but ${after.length - before} came`);
  stage.narrator.proved(`${MAILS} mails in, ${MAILS} tickets, ${MAILS} acknowledgements: nothing lost, nothing twice`);
}

/**
 * A mail that is killed at its final dot may have arrived or not. An acknowledgement is then given up rather than sent twice, which no count of five
 * could tell from a lost one; so the kill falls between two handovers, wherever the reading and filing stand.
 */
async function killBetweenSends(stage: Stage): Promise<void> {
  await stage.awaitTrue("a moment between two sends", async () => {
    stage.desk.freeze();
    // What the desk asked of the database before it stood still is done by then.
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    const sending = await stage.database.selectFrom("outbox").select("id").where("state", "=", "sending").execute();
    if (sending.length > 0) stage.desk.thaw();
    return sending.length === 0;
  });
  await stage.desk.kill();
}
