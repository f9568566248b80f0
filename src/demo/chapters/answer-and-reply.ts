import { AGENT, METTE } from "../people.ts";
import { show } from "../show.ts";
import type { Stage } from "../stage.ts";
import type { Plot } from "../story.ts";

const REPLY_ID = "<mette-replies@north.example>";

/** The agent answers from their own mail program; the customer's reply to that lands on the same ticket. */
export async function answerAndReply(stage: Stage, plot: Plot): Promise<void> {
  const replyTo = plot.notice?.replyTo[0];
  if (replyTo === undefined) throw new Error("the agent's notice has no reply address");
  const answer = {
    from: AGENT,
    to: replyTo,
    subject: `Re: ${plot.notice?.subject ?? ""}`,
    text: "Hej Mette\n\nDatabasen er startet igen. Måledata fra kl. 13.40 hentes nu automatisk.\nSkriv endelig, hvis noget mangler.",
    messageId: "<agent-answers@desk.example>",
    inReplyTo: plot.notice?.messageId ?? null,
  };
  await stage.submit(answer);
  show(stage, "Agent One presses Reply", { ...answer, to: `${replyTo.slice(0, 20)}...` });
  const got = await stage.awaitMail(METTE, "the agent's answer", (one) =>
    one.text.includes("Databasen er startet igen"),
  );
  plot.answer = got;
  show(stage, "In Mette's mailbox, from the desk's address, in her thread", got);
  expectClean(got);
  stage.narrator.proved("sent once, from the desk, in the thread, with no trace of the internal address");
  await expectState(stage, "met");
  stage.narrator.proved("the first response counts from the moment her mail server took it: the promise is kept");
  await replyBack(stage, plot);
}

function expectClean(mail: NonNullable<Plot["answer"]>): void {
  if (mail.from?.address !== "support@desk.example")
    throw new Error("the answer does not come from the desk's address");
  if (mail.text.includes(AGENT)) throw new Error("the answer shows the agent's own address");
}

async function replyBack(stage: Stage, plot: Plot): Promise<void> {
  const to = plot.answer?.replyTo[0];
  if (to === undefined) throw new Error("the answer has no reply address");
  await stage.submit({
    from: METTE,
    to,
    subject: `SV: ${plot.answer?.subject ?? ""}`,
    text: `Det virker igen. Hvornår er måledata på plads?\n\nDen 22. maj 2026 kl. 14.05 skrev READy Support <support@desk.example>:\n> Databasen er startet igen.`,
    messageId: REPLY_ID,
    inReplyTo: plot.answer?.messageId ?? null,
  });
  const notice = await stage.awaitMail(AGENT, "the notice of her reply", (one) =>
    one.text.includes("Hvornår er måledata på plads?"),
  );
  show(stage, "Mette replies, and Agent One is told", notice);
  const tickets = await stage.database.selectFrom("ticket").select("id").execute();
  if (tickets.length !== 1) throw new Error(`her reply should be on the same ticket, but there are ${tickets.length}`);
  stage.narrator.proved("one ticket, however often they write");
}

async function expectState(stage: Stage, state: "met" | "breached"): Promise<void> {
  await stage.awaitTrue(`the first response is ${state}`, async () => {
    const clocks = await stage.database.selectFrom("sla_clock").select("state").orderBy("id").execute();
    return clocks[0]?.state === state;
  });
}
