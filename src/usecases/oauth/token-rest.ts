const FIRST_MS = 15_000;
const LONGEST_MS = 300_000;
/** As after a refused login: six tries fit into an hour, a seventh does not. */
const AFTER_REFUSAL_MS = 630_000;

/** How long a token endpoint is left alone after its failure number `count` in a row (1 for the first), in milliseconds. */
export function tokenRest(kind: "refused" | "unavailable", count: number): number {
  return kind === "refused" ? AFTER_REFUSAL_MS : Math.min(LONGEST_MS, FIRST_MS * 2 ** (count - 1));
}
