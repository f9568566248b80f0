import { asciiDomain } from "./ascii-domain.ts";

const PREFIX = "xn--";
// RFC 3492 section 5.
const [BASE, T_MIN, T_MAX, SKEW, DAMP, FIRST_BIAS, FIRST_CODE] = [36, 1, 26, 38, 700, 72, 128];
/** RFC 1035 section 2.3.4. */
const MAX_LABEL = 63;

/** A domain in the letters that people see; labels that are no faithful Punycode (RFC 3492) stay as they are. */
export function unicodeDomain(ascii: string): string {
  return ascii.split(".").map(unicodeLabel).join(".");
}

function unicodeLabel(label: string): string {
  if (!label.startsWith(PREFIX) || label.length > MAX_LABEL) return label;
  const decoded = decodePunycode(label.slice(PREFIX.length));
  return decoded !== null && asciiDomain(decoded) === label ? decoded : label;
}

/** RFC 3492 section 6.2; null of what is none. */
function decodePunycode(text: string): string | null {
  const delimiter = text.lastIndexOf("-");
  const codes = Array.from(text.slice(0, Math.max(delimiter, 0)), (one) => one.charCodeAt(0));
  let [code, bias, place] = [FIRST_CODE, FIRST_BIAS, 0];
  for (let at = delimiter + 1; at < text.length; ) {
    const former = place;
    for (let weight = 1, k = BASE; ; k += BASE) {
      const digit = digitOf(text.charAt(at++));
      if (digit === null) return null;
      place += digit * weight;
      const threshold = Math.min(Math.max(k - bias, T_MIN), T_MAX);
      if (digit < threshold) break;
      weight *= BASE - threshold;
    }
    const count = codes.length + 1;
    bias = adapt(place - former, count, former === 0);
    code += Math.floor(place / count);
    place %= count;
    if (code > 0x10ffff) return null;
    codes.splice(place++, 0, code);
  }
  return String.fromCodePoint(...codes);
}

function digitOf(char: string): number | null {
  if (char >= "a" && char <= "z") return char.charCodeAt(0) - 97;
  return char >= "0" && char <= "9" ? char.charCodeAt(0) - 22 : null;
}

/** RFC 3492 section 6.1. */
function adapt(delta: number, count: number, isFirst: boolean): number {
  let rest = Math.floor(delta / (isFirst ? DAMP : 2));
  rest += Math.floor(rest / count);
  let k = 0;
  for (; rest > ((BASE - T_MIN) * T_MAX) / 2; k += BASE) rest = Math.floor(rest / (BASE - T_MIN));
  return k + Math.floor(((BASE - T_MIN + 1) * rest) / (rest + SKEW));
}
