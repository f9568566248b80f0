const [QUOTE, BACKSLASH] = [34, 92];
// The two brackets of lists and those of maps differ in this bit alone.
const CURLY = 32;
const [OPENS, CLOSES] = [123, 125];

/**
 * Whether a JSON text nests lists and maps deeper than `most` levels. `JSON.parse` reads any depth, `JSON.stringify` ends
 * with an overflow of the stack at some thousands: such a line is told from the others before it is parsed.
 */
export function nestsDeeperThan(most: number, text: string): boolean {
  // Each level takes two characters, so most lines are known without a look.
  if (text.length <= 2 * most) return false;
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) index = endOfString(text, index);
    else if ((code | CURLY) === OPENS) depth += 1;
    else if ((code | CURLY) === CLOSES) depth -= 1;
    if (depth > most) return true;
  }
  return false;
}

function endOfString(text: string, from: number): number {
  let index = from + 1;
  while (index < text.length && text.charCodeAt(index) !== QUOTE) {
    index += text.charCodeAt(index) === BACKSLASH ? 2 : 1;
  }
  return index;
}
