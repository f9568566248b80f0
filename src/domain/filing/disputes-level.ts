import { findLevels, type LevelWords } from "./find-levels.ts";

/** Somebody of the customer's disagrees with the level; `wanted` is the id of the one they name, null where they name none. */
export interface LevelDispute {
  readonly wanted: string | null;
}

/** In a sentence about the level these words say that it is wrong. */
const DISAGREEING =
  /(?<!\p{L})(?:uenige?|ikke enige?|forkert|for lavt|for højt|højere|lavere|hæve[st]?|disagree|(?:not|don['’]t) agree|wrong|too low|too high|higher|lower|raise)(?!\p{L})/iu;
const ABOUT_THE_LEVEL = /(?<!\p{L})(?:niveau(?:et)?|level)(?!\p{L})/iu;
const MOST_CHARACTERS = 50_000;

/**
 * Whether the new text of a customer's mail disagrees with the ticket's level: it names exactly one other level, or a sentence about the level says
 * that it is wrong. Null where it does not. It is a sign for the agent and decides nothing, so it may be wrong now and then.
 */
export function disputesLevel(levels: LevelWords, level: string, replyText: string): LevelDispute | null {
  const others = findLevels(levels, replyText).filter((id) => id !== level);
  if (others.length === 1) return { wanted: others[0] ?? null };
  const sentences = replyText.slice(0, MOST_CHARACTERS).split(/[.!?\n]+/);
  return sentences.some((one) => ABOUT_THE_LEVEL.test(one) && DISAGREEING.test(one)) ? { wanted: null } : null;
}
