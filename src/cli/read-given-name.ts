import { InvalidArgumentError } from "commander";

const MOST = 10;

/** What `--name` does, for the help. */
export const GIVEN_NAME = "a name of theirs to look for in every text, as whole words; may be repeated";

/** Reads one more name of a person. */
export function readGivenName(text: string, others: readonly string[]): readonly string[] {
  const name = text.trim().replace(/\s+/g, " ");
  const isWord = /^[\p{L}\p{N}]/u.test(name) && /[\p{L}\p{N}]$/u.test(name);
  const letters = name.match(/\p{L}/gu) ?? [];
  if (!isWord || letters.length < 3 || name.length > 100 || name.includes("@"))
    throw new InvalidArgumentError(
      'Use a name as it is written in mails, of three letters at least, such as "Mette Holm".',
    );
  if (others.length === MOST) throw new InvalidArgumentError(`Give at most ${MOST} names.`);
  return [...others, name];
}
