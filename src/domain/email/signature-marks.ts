/**
 * Lines around a signature that HTML marks as one: words may stand below it as well. Noncharacters, which no text holds: the fonts of web
 * pages draw their icons with private-use characters, and people paste those.
 */
export const SIGNATURE_START = "\u{fdd1}";
export const SIGNATURE_END = "\u{fdd2}";

type Taken = { own: string[]; marked: string[] };

/**
 * Parts the marked signatures, wherever they stand, from all other lines; two dashes above one belong to it. Where nothing else stands,
 * somebody wrote into the frame of his signature: none of it is one. Linear in the lines.
 */
export function takeMarkedSignatures(lines: readonly string[]): Taken {
  const taken = partMarked(lines);
  return taken.own.some((line) => /[\p{L}\p{N}\p{S}?]/u.test(line)) ? taken : { own: taken.marked, marked: [] };
}

function partMarked(lines: readonly string[]): Taken {
  const taken: Taken = { own: [], marked: [] };
  let depth = 0;
  for (const line of lines) {
    if (line.includes(SIGNATURE_START)) {
      if (depth === 0) dropDashes(taken.own);
      depth += 1;
    } else if (line.includes(SIGNATURE_END)) depth = Math.max(0, depth - 1);
    else (depth > 0 ? taken.marked : taken.own).push(line);
  }
  return taken;
}

function dropDashes(own: string[]): void {
  let last = own.length - 1;
  while (last >= 0 && own[last]?.trim() === "") last -= 1;
  if (own[last]?.trimEnd() === "--") own.length = last;
}

export function withoutSignatureMarks(text: string): string {
  if (!text.includes(SIGNATURE_START)) return text;
  const lines = text.split("\n");
  return lines.filter((line) => !line.includes(SIGNATURE_START) && !line.includes(SIGNATURE_END)).join("\n");
}
