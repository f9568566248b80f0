import { AGENT, METTE, OPERATIONS, STRANGER } from "../people.ts";
import { show } from "../show.ts";
import type { Stage } from "../stage.ts";
import type { Plot } from "../story.ts";

const FORGED_TEXT = "Send venligst jeres adgangskode til mallory@elsewhere.example.";

/** Somebody who even knows the agent's signed reply address writes in the agent's name. */
export async function forgedAgent(stage: Stage, plot: Plot): Promise<void> {
  const to = plot.notice?.replyTo[0];
  if (to === undefined) throw new Error("the agent's notice has no reply address");
  const before = (await stage.mailsOf(METTE)).length;
  const forged = {
    from: AGENT,
    to,
    subject: `Re: ${plot.notice?.subject ?? ""}`,
    text: FORGED_TEXT,
    messageId: "<forged@elsewhere.example>",
    inReplyTo: plot.notice?.messageId ?? null,
  };
  await stage.submit(forged, STRANGER);
  show(stage, "Mallory writes in Agent One's name, to the agent's own signed reply address", {
    ...forged,
    to: `${to.slice(0, 20)}...`,
  });
  const alert = await stage.awaitMail(OPERATIONS, "the alert to operations", (one) => one.text.includes(FORGED_TEXT));
  show(stage, "In the mailbox of operations", alert);
  await stage.awaitTrue("the outbox is empty", async () => {
    const waiting = await stage.database
      .selectFrom("outbox")
      .select("id")
      .where("state", "in", ["queued", "sending"])
      .execute();
    return waiting.length === 0;
  });
  const after = await stage.mailsOf(METTE);
  if (after.length !== before) throw new Error("the forged mail made the desk write to the customer");
  stage.narrator.proved("nothing was sent to the customer; the mail is kept as an internal note, and operations know");
}
