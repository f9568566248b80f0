import { seededChance } from "./seeded-chance.ts";

const PIECES = [
  "\r\nBcc: x@evil.example",
  "\nBcc: x@evil.example",
  "\rBcc: x@evil.example",
  "\r\n\r\nkrop",
  "\n.\n",
  "\n.\r\n",
  "\r.\r",
  "\r\n.\n",
  "\r\n.\r\nMAIL FROM:<x@evil.example>\r\nRCPT TO:<y@evil.example>\r\nDATA\r\n",
  "\r\n ",
  "\t",
  "\0",
  "\u0085",
  "\u2028",
  "\u202e",
  "\u200b",
  "\ud800",
  '"',
  "\\",
  "<",
  ">",
  ",",
  ";",
  ":",
  "(",
  ")",
  "@",
  " ",
  ".",
  "%0d%0a",
  "&#13;&#10;",
  "=0D=0A",
  "=?utf-8?q?=0D=0ABcc:_x=40evil.example?=",
  "=?utf-8?b?DQpCY2M6IHhAZXZpbC5leGFtcGxl?=",
  "<x@evil.example>",
  "x@evil.example",
  "a, b <x@evil.example>",
  "undisclosed-recipients:;",
  "æøåÆØÅ",
  "🙂",
  "{{ x }}",
  "{% raw %}",
  "Kirsten",
  "a",
  "-",
  "/",
  "multipart/mixed; boundary=x",
  "x".repeat(90),
];
const ADDRESSES = [
  "kirsten@north.example",
  "Kirsten.O'Hara@North.Example",
  "a!#$%&'*+/=?^_`{|}~-b@north.example",
  "it@münchen.example",
  "it@sub.north.example",
  "x+y=z@north.example",
];

/** Values, addresses and Message-IDs by chance, as somebody would write them who wants more headers or recipients than were meant. */
export function createFuzzedValues(seed: number) {
  const chance = seededChance(seed);
  let count = 0;
  const below = (limit: number) => Math.floor(chance() * limit);
  const pick = (all: readonly string[]) => all[below(all.length)] ?? "";
  const value = () => {
    count += 1;
    const isPlain = below(3) === 0;
    const pieces = Array.from({ length: 1 + below(6) }, () => (below(12) === 0 ? randomCharacters() : pick(PIECES)));
    return isPlain ? pieces.join("").replace(/\p{Cc}+/gu, " ") : pieces.join("");
  };
  const randomCharacters = () => String.fromCharCode(...Array.from({ length: 4 }, () => below(0x3000)));
  return {
    below,
    value,
    used: () => count,
    address(): string {
      if (below(12) !== 0) return pick(ADDRESSES);
      return below(2) === 0 ? value() : `${pick(ADDRESSES)}${value()}`;
    },
    messageId: () => (below(2) === 0 ? value() : `<${value().replace(/[^\x21-\x7e]/g, "")}@north.example>`),
  };
}
