import { findCommand } from "../commands/command-words.ts";

const ONLY_A_WORD = /^#(\p{L}+)$/u;

/** Whether a requester's new text begins with `#close` (`#luk`), alone on its line. */
export function asksToClose(replyText: string): boolean {
  const first = replyText
    .split(/\r?\n/)
    .map((line) => line.trim())
    .find((line) => line !== "");
  const word = ONLY_A_WORD.exec(first ?? "")?.[1];
  return word !== undefined && findCommand(word) === "close";
}
