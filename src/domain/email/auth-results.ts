/** One `method=result` of an Authentication-Results header, with its properties (`header.from`), all lower-cased. */
export type MethodResult = { method: string; result: string; properties: Record<string, string> };

/** A whole header: who checked, and what was found. */
export type AuthResults = { server: string; methods: MethodResult[] };

/**
 * Reads one Authentication-Results value (RFC 8601 section 2.2). Comments may hold anything, quoted semicolons too, so
 * they are taken out first. Null where there is no authserv-id.
 */
export function readAuthResults(value: string): AuthResults | null {
  const pieces = splitClauses(value.slice(0, 20_000));
  const server = (pieces[0] ?? "").trim().split(/\s+/)[0]?.toLowerCase() ?? "";
  if (server === "" || server.includes("=")) return null;
  return {
    server,
    methods: pieces
      .slice(1)
      .map(readClause)
      .filter((clause) => clause !== null),
  };
}

type Strip = { text: string; depth: number; quoted: boolean };

/** Comments become a blank, and what is quoted can no longer split anything. */
function splitClauses(value: string): string[] {
  const strip: Strip = { text: "", depth: 0, quoted: false };
  for (let at = 0; at < value.length; at += 1) {
    const char = value[at] ?? "";
    // A quoted pair stands for its second character, which then means nothing special.
    if (char === "\\") keep(strip, value[++at] ?? "", true);
    else step(strip, char);
  }
  return strip.text.split(";");
}

function step(strip: Strip, char: string): void {
  if (char === '"' && strip.depth === 0) strip.quoted = !strip.quoted;
  else if ((char === "(" || char === ")") && !strip.quoted) nest(strip, char);
  else keep(strip, char, strip.quoted);
}

function nest(strip: Strip, char: string): void {
  strip.depth = Math.max(0, strip.depth + (char === "(" ? 1 : -1));
  strip.text += " ";
}

function keep(strip: Strip, char: string, literal: boolean): void {
  if (strip.depth === 0) strip.text += literal && /[\s;=]/.test(char) ? "_" : char;
}

function readClause(clause: string): MethodResult | null {
  const words = clause.replace(/\s+/g, " ").replace(/ ?= ?/g, "=").trim().toLowerCase().split(/\s+/);
  const [method, result] = (words[0] ?? "").split("=");
  if (method === undefined || method === "" || result === undefined || result === "") return null;
  const properties: Record<string, string> = {};
  for (const word of words.slice(1)) {
    const equals = word.indexOf("=");
    if (equals > 0) properties[word.slice(0, equals)] ??= word.slice(equals + 1);
  }
  return { method: method.split("/")[0] ?? method, result, properties };
}
