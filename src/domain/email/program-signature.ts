import { PROGRAM_SIGNATURES } from "./program-signatures.ts";

const MAX_LINE = 120;
const MAX_REST = 52;
const BEGINNINGS = [...new Set(Object.values(PROGRAM_SIGNATURES).flat())];
const ADDRESS = /[<([]?https?:\/\/[^\s<>()[\]]*[>)\]]?/gi;
const APOLOGY = /[.,]\s*please (?:excuse|forgive)\s[^.,;?]{1,40}\.?$/;
/** A full stop with more words behind it, or any mark that parts clauses. */
const SENTENCE = /[.!]\s+\p{L}|[,;?]\s*[\p{L}\p{N}]|:\s+\p{L}|\?/u;
/** Words that make a sentence of what follows "sent from ...": a signature names a thing and does nothing. */
const VERB =
  /(?:^|\s)(?:is|are|was|were|has|have|does|do|did|will|cannot|er|var|har|blev|skal|kan|virker|ist|sind|war|hat|kann|är|kunde|doesn't|isn't|can't)(?=[\s.!]|$)/;

/**
 * "Sendt fra min iPhone" and its like. People begin sentences with the same words ("sendt med forkert beløb. Slet
 * den"), so without its links it is one short phrase: 52 characters more, no second sentence, no clause, no verb.
 */
export function isProgramSignature(line: string): boolean {
  const text = line
    .trim()
    .replace(/^[*_<([]+|[[\]]/g, "")
    .toLowerCase();
  if (text.length > MAX_LINE) return false;
  const beginning = BEGINNINGS.find((one) => text.startsWith(one));
  if (beginning === undefined) return false;
  const rest = text.slice(beginning.length).replace(ADDRESS, "").trim().replace(APOLOGY, "");
  return rest.length <= MAX_REST && !SENTENCE.test(rest) && !VERB.test(rest);
}
