import type { CommandFault } from "../../domain/commands/command.ts";
import { attachedFiles } from "../../domain/email/attached-files.ts";
import type { CommandRun } from "./command-run.ts";
import type { AgentOrder } from "./perform-commands.ts";

const MEGABYTE = 1_000_000;

/** Looked at before anything is done: files that no server would take must not fail days later, when the agent believes them sent. */
export function findOversize({ context, toFile }: CommandRun, { commands }: AgentOrder): CommandFault | null {
  if (commands.some(({ name }) => name === "note")) return null;
  const files = attachedFiles(toFile.mail.attachments);
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const limit = context.desk.desk.attachments.replyMegabytes;
  if (bytes <= limit * MEGABYTE) return null;
  const amount = Math.ceil(bytes / MEGABYTE);
  return {
    lineNumber: 1,
    line: "",
    da: `De vedhæftede filer fylder ${amount} MB, og der kan højst sendes ${limit} MB i ét svar. Send dem på en anden måde, eller del dem over flere svar; intet blev sendt.`,
    en: `The attached files take ${amount} MB, and one answer carries ${limit} MB at most. Send them another way, or spread them over several answers; nothing was sent.`,
  };
}
