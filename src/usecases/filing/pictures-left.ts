import { picturesInText } from "../../domain/email/attached-files.ts";
import { type CommandRun, say } from "./command-run.ts";

/** Below this a picture is the logo of a signature, and an answer without it lacks nothing. */
const LEAST_BYTES = 10_000;

/**
 * A sentence where the agent pasted pictures into their text: the desk builds the answer from words, so they stay behind, and an agent who
 * believes otherwise must be told. What the ticket holds already is quoted and is not missed.
 */
export async function picturesLeft(run: CommandRun): Promise<string[]> {
  const pasted = picturesInText(run.toFile.mail.attachments).filter(({ size }) => size >= LEAST_BYTES);
  if (pasted.length === 0) return [];
  const messages = await run.stores.tickets.listMessages(run.from.ticket.id);
  const held = new Set(messages.flatMap(({ attachments }) => attachments.map(({ sha256 }) => sha256)));
  const left = pasted.filter(({ sha256 }) => !held.has(sha256)).map(({ filename }) => filename);
  if (left.length === 0) return [];
  const names = left.join(", ");
  return [
    say(
      run,
      `Billeder midt i teksten sendes ikke med (${names}). Vedhæft dem som filer, hvis kunden skal have dem.`,
      `Pictures within the text do not go along (${names}). Attach them as files if the requester is to have them.`,
    ),
  ];
}
