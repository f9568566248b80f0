import { marked, type Token, type Tokens } from "marked";

/** One thing in the notes that would not reach its readers as it is written; lines from 1. */
export interface NotesFault {
  readonly line: number;
  readonly message: string;
}

const MOST_CHARACTERS = 50_000;
const SAFE_LINK = /^(?:https?:\/\/|mailto:)[^\s"<>]+$/i;

/**
 * What a mail cannot carry of the Markdown that operations wrote: HTML, pictures, and links to anything but pages and addresses. They
 * would be sent as bare words, so they are refused while somebody can still mend them.
 */
export function checkNotes(source: string): NotesFault[] {
  if (source.trim() === "") return [{ line: 1, message: "the notes are empty; write what is new in this version" }];
  if (source.length > MOST_CHARACTERS) {
    const message = `the notes have ${source.length} characters; keep to ${MOST_CHARACTERS} and link to the rest`;
    return [{ line: 1, message }];
  }
  const faults: NotesFault[] = [];
  // The library reads line ends of every kind as one, and tabs at the start of a line as spaces.
  let rest = 0;
  const text = source.replace(/\r\n?/g, "\n");
  for (const token of marked.lexer(text)) {
    walk(token, lineAt(text, rest), faults);
    rest += token.raw.length;
  }
  return faults.sort((one, other) => one.line - other.line);
}

function walk(token: Token, line: number, faults: NotesFault[]): void {
  const message = faultOf(token);
  if (message !== null) faults.push({ line, message });
  let from = 0;
  for (const inner of innerOf(token)) {
    const at = placeOf(inner.raw, token.raw, from);
    walk(inner, line + lineAt(token.raw, at) - 1, faults);
    from = at + firstLine(inner.raw).length;
  }
}

// Inside a quote or a list the marks at the beginning of each line are gone: then its first line is looked for.
function placeOf(inner: string, outer: string, from: number): number {
  const whole = outer.indexOf(inner, from);
  const at = whole < 0 ? outer.indexOf(firstLine(inner), from) : whole;
  return at < 0 ? from : at;
}

function firstLine(text: string): string {
  return text.trim().split("\n")[0] ?? "";
}

function innerOf(token: Token): readonly Token[] {
  if (token.type === "list") return (token as Tokens.List).items;
  if (token.type === "table") {
    const { header, rows } = token as Tokens.Table;
    return [...header, ...rows.flat()].flatMap((cell) => cell.tokens);
  }
  return "tokens" in token ? (token.tokens ?? []) : [];
}

function faultOf(token: Token): string | null {
  switch (token.type) {
    case "html":
      return `${quote(token.raw)} is HTML, which is not sent; write it as Markdown, or as \`code\` to show it`;
    case "image":
      return `the picture ${quote((token as Tokens.Image).href)} is not sent; put it on a page and link to that`;
    case "link": {
      const { href } = token as Tokens.Link;
      if (SAFE_LINK.test(href)) return null;
      return `${quote(href)} is no link for a mail; begin it with https://, http:// or mailto:`;
    }
    default:
      return null;
  }
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

function quote(text: string): string {
  const line = firstLine(text);
  return JSON.stringify(line.length > 60 ? `${line.slice(0, 57)}...` : line);
}
