import type { AskedThing, Command } from "../../domain/commands/command.ts";
import type { PauseReason } from "../../domain/sla/clock-event.ts";
import { pauseClocks } from "../clock/pause-clocks.ts";
import { type CommandRun, changeTicket, say } from "./command-run.ts";
import { questionOf } from "./question-of.ts";

/** A permission is a consent to a single piece of work: the clock stands still for the same reason. */
const REASONS: Readonly<Record<AskedThing, PauseReason>> = {
  consent: "consent",
  permission: "consent",
  access: "access",
};

const WORDS: Readonly<Record<AskedThing, { da: string; en: string }>> = {
  consent: { da: "samtykke", en: "consent" },
  permission: { da: "tilladelse", en: "permission" },
  access: { da: "adgang", en: "access" },
};

type AskCommand = Extract<Command, { readonly asked: AskedThing }>;

/** The work cannot go on without the requester, whose answer is recorded (`recordAnswers`): every promise stands still until they answer (sla.md, truth table). */
export async function askRequester(run: CommandRun, command: AskCommand): Promise<string> {
  const { asked } = command;
  await changeTicket(run, { state: "waiting" }, "asked", { asked });
  const { stores, context, from, toFile } = run;
  await stores.approvals.ask({
    ticketId: from.ticket.id,
    asked,
    question: questionOf(toFile, command.text),
    module: command.name === "ask-consent" ? command.module : null,
    version: command.name === "ask-consent" ? command.version : null,
    service: null,
    minutes: null,
    askedAt: toFile.now,
    askedBy: from.agent,
    askedEmailId: toFile.inboundEmailId,
    askedOutboxId: null,
  });
  await pauseClocks(stores, context.clock, from.ticket.id, { reason: REASONS[asked], at: toFile.now });
  return say(
    run,
    `Kunden er bedt om ${WORDS[asked].da}, og uret står, til kunden svarer.`,
    `The requester is asked for ${WORDS[asked].en}, and the clock stands still until they answer.`,
  );
}
