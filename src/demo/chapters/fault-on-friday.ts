import { AGENT, DESK, METTE } from "../people.ts";
import { show } from "../show.ts";
import type { Stage } from "../stage.ts";
import type { Plot } from "../story.ts";

export const FAULT_ID = "<fault-on-friday@north.example>";

/** Mette's vendor-hosted utility reports level A at 14:00 on the Friday before Whit Monday. */
export async function faultOnFriday(stage: Stage, plot: Plot): Promise<void> {
  await stage.moveTimeTo(
    plot.times.fridayAfternoon,
    "the Friday before Whit Monday; the desk closes at 14:30 and Monday is a holiday",
  );
  const mail = {
    from: METTE,
    to: DESK,
    subject: "Systemet er nede",
    text: "Hej\n\nSystemet er nede siden kl. 13.40, og vi mister måledata.\nHjælp os hurtigst muligt.\n\nVenlig hilsen\nMette Holm\nNorth Utility",
    messageId: FAULT_ID,
  };
  await stage.submit(mail);
  show(stage, "Mette writes to the desk", { ...mail, from: "Mette Holm <mette@north.example>" });
  plot.acknowledgement = await stage.awaitMail(METTE, "the acknowledgement", (one) => one.inReplyTo === FAULT_ID);
  show(stage, "Moments later, in her mailbox", plot.acknowledgement);
  expectPromise(plot.acknowledgement.text);
  stage.narrator.proved("Danish, level A, and a promised time that skips the weekend and Whit Monday: Tuesday 11:30");
  plot.notice = await stage.awaitMail(AGENT, "the agent's notice", (one) => one.text.includes("Mette Holm"));
  show(stage, "In Agent One's mailbox", plot.notice);
}

// Half an hour of Friday is left, so three and a half hours of Tuesday: 08:00 to 11:30.
function expectPromise(text: string): void {
  if (!/tirsdag.*11[.:]30/s.test(text)) throw new Error(`the acknowledgement does not promise Tuesday 11:30:\n${text}`);
  if (!text.includes("Kritisk fejl")) throw new Error("the acknowledgement does not name the level");
}
