/**
 * Negative where `one` is the older version, positive where it is the newer, 0 where both are the same. Pieces between dots, dashes and the like
 * are compared in turn, numbers as numbers, and one that is not there as 0: 5.9 is older than 5.10, 5.3 is 5.3.0. A word is older than any number,
 * so that one after a version announces it, as semver has it: 5.3-rc1 is older than 5.3.
 */
export function compareVersions(one: string, other: string): number {
  const [ours, theirs] = [piecesOf(one), piecesOf(other)];
  const count = Math.max(ours.length, theirs.length);
  for (let index = 0; index < count; index++) {
    const difference = comparePieces(ours[index] ?? "0", theirs[index] ?? "0");
    if (difference !== 0) return difference;
  }
  return 0;
}

function piecesOf(version: string): string[] {
  const found =
    version
      .toLowerCase()
      .replace(/^v(?=\d)/, "")
      .match(/\d+|[^\d.\-_+\s]+/g) ?? [];
  return found.map((piece) => piece.replace(/^0+(?=\d)/, ""));
}

function comparePieces(one: string, other: string): number {
  const [isOne, isOther] = [isNumber(one), isNumber(other)];
  if (isOne !== isOther) return isOne ? 1 : -1;
  // Without its leading zeros, the longer number is the greater, however long.
  if (isOne && one.length !== other.length) return one.length - other.length;
  return one === other ? 0 : one < other ? -1 : 1;
}

function isNumber(piece: string): boolean {
  return /^\d/.test(piece);
}
