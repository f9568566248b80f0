/** Digits and capitals without I, L, O and U, which are misread or make words (after Douglas Crockford's base 32). */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const SYMBOLS = 5;
const CHECK_OFFSET = 17;
const MAX_FOUND = 20;
const SPOKEN: Readonly<Record<string, string>> = { O: "0", I: "1", L: "1" };
const CANDIDATE = /(?<![\p{L}\p{N}])SV[-‐‑–]([0-9A-Z]{5})[-‐‑–]([0-9A-Z])(?![\p{L}\p{N}])/giu;

/** How many different references there are: 2^25. */
export const TICKET_REF_COUNT = ALPHABET.length ** SYMBOLS;

/**
 * The public number of a ticket from a random whole number from 0 up to `TICKET_REF_COUNT`: `SV-7K3M9-2`. Short enough for the
 * telephone, not sequential (nobody can count tickets or guess the next, threat T6), with a check character that catches every single wrong
 * character and every two that changed places. The caller draws again when the database knows it already.
 */
export function createTicketRef(random: number): string {
  if (!Number.isInteger(random) || random < 0 || random >= TICKET_REF_COUNT) {
    throw new RangeError(`A ticket reference is made from a whole number below ${TICKET_REF_COUNT}.`);
  }
  const values = Array.from({ length: SYMBOLS }, (_, place) => (random >>> (5 * (SYMBOLS - 1 - place))) & 31);
  return `SV-${values.map((value) => ALPHABET[value]).join("")}-${ALPHABET[checkValue(values)]}`;
}

/** The reference as we write it, from what a person wrote (any case, O for 0, I or L for 1); null when it is none. */
export function parseTicketRef(text: string): string | null {
  const trimmed = text.trim();
  const [found] = findTicketRefs(trimmed);
  return found !== undefined && trimmed.length === found.length ? found : null;
}

/** The valid references in a text, as we write them, in order, each once, at most 20. A wrong check character makes it no reference. */
export function findTicketRefs(text: string): readonly string[] {
  const found = new Set<string>();
  for (const [, symbols = "", check = ""] of text.matchAll(CANDIDATE)) {
    const values = [...normal(symbols)].map((symbol) => ALPHABET.indexOf(symbol));
    const isRef = values.every((value) => value >= 0) && ALPHABET[checkValue(values)] === normal(check);
    if (isRef) found.add(`SV-${normal(symbols)}-${normal(check)}`);
    if (found.size === MAX_FOUND) break;
  }
  return [...found];
}

function normal(symbols: string): string {
  return symbols.toUpperCase().replace(/[OIL]/g, (symbol) => SPOKEN[symbol] ?? symbol);
}

// The sum over GF(32) of each value times its own power of x: one wrong value, or two neighbours exchanged, always change it. The
// constant keeps the example of the documentation, SV-7K3M9-2, a valid one.
function checkValue(values: readonly number[]): number {
  return values.reduce((sum, value) => timesX(sum ^ value), 0) ^ CHECK_OFFSET;
}

function timesX(value: number): number {
  const doubled = value << 1;
  return doubled & 32 ? doubled ^ 0b100101 : doubled;
}
