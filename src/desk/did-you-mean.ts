const MOST_EDITS = 3;

/** ` (did you mean firstResponse?)` where one of the known words is near, else nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  const best = known
    .map((candidate) => ({ candidate, edits: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((one, other) => one.edits - other.edits)[0];
  const allowed = Math.min(MOST_EDITS, Math.floor(word.length / 2));
  return best && best.edits <= allowed ? ` (did you mean ${best.candidate}?)` : "";
}

function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
