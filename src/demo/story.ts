import type { MailUnderstanding } from "../domain/email/mail-understanding.ts";
import { answerAndReply } from "./chapters/answer-and-reply.ts";
import { faultOnFriday } from "./chapters/fault-on-friday.ts";
import { forgedAgent } from "./chapters/forged-agent.ts";
import { leftLying } from "./chapters/left-lying.ts";
import { nothingLost } from "./chapters/nothing-lost.ts";
import { outOfOffice } from "./chapters/out-of-office.ts";
import { unaccounted } from "./chapters/unaccounted.ts";
import type { Stage } from "./stage.ts";
import type { StoryTimes } from "./story-time.ts";

/** What one chapter leaves for the next. */
export interface Plot {
  readonly times: StoryTimes;
  /** Mette's acknowledgement, the agent's notice of her ticket, and the agent's answer as she got it. */
  acknowledgement?: MailUnderstanding;
  notice?: MailUnderstanding;
  answer?: MailUnderstanding;
}

const CHAPTERS = [
  { title: "A critical fault on a Friday afternoon before a long weekend", play: faultOnFriday },
  { title: "The agent answers by replying, and the customer replies to that", play: answerAndReply },
  { title: "A question is left lying", play: leftLying },
  { title: "A stranger forges the agent's address", play: forgedAgent },
  { title: "An out-of-office reply comes back", play: outOfOffice },
  { title: "The queue is emptied and the desk is killed while mail comes in", play: nothingLost },
  { title: "Is every mail accounted for?", play: unaccounted },
] as const;

/** Plays the story; throws at the first thing that does not happen as promised. */
export async function playStory(stage: Stage, times: StoryTimes): Promise<void> {
  const plot: Plot = { times };
  for (const { title, play } of CHAPTERS) {
    stage.narrator.chapter(title);
    await play(stage, plot);
  }
}
