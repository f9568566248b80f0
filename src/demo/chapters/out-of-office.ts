import { METTE } from "../people.ts";
import type { Stage } from "../stage.ts";
import type { Plot } from "../story.ts";

const AWAY_ID = "<away@north.example>";

/** An automatic reply is recorded on its ticket and answered by nobody. */
export async function outOfOffice(stage: Stage, plot: Plot): Promise<void> {
  const to = plot.answer?.replyTo[0];
  if (to === undefined) throw new Error("the answer has no reply address");
  const before = await countMails(stage);
  await stage.submit({
    from: METTE,
    to,
    subject: "Automatisk svar: Systemet er nede",
    text: "Jeg er på pinseferie og læser mails igen på tirsdag.",
    messageId: AWAY_ID,
    inReplyTo: plot.answer?.messageId ?? null,
    headers: ["Auto-Submitted: auto-replied", "X-Auto-Response-Suppress: All"],
  });
  await stage.awaitTrue("the out-of-office reply is filed", async () => (await filedAs(stage)) !== null);
  const decision = await filedAs(stage);
  if (decision !== "recorded") throw new Error(`the out-of-office reply was ${decision}, not recorded`);
  if ((await countMails(stage)) !== before) throw new Error("the desk answered an automatic reply");
  stage.narrator.say("Mette's mail program answers by itself that she is away.");
  stage.narrator.proved("recorded on the ticket; nobody was written to, no clock moved");
}

/** Of the mails to people: what the desk writes to itself comes and goes meanwhile. */
async function countMails(stage: Stage): Promise<number> {
  const mails = await stage.database.selectFrom("outbox").select("id").where("class", "<>", "canary").execute();
  return mails.length;
}

async function filedAs(stage: Stage): Promise<string | null> {
  const row = await stage.database
    .selectFrom("inbound_email")
    .innerJoin("filing", "filing.inbound_email_id", "inbound_email.id")
    .select("filing.decision")
    .where("inbound_email.message_id", "=", AWAY_ID)
    .executeTakeFirst();
  return row?.decision ?? null;
}
