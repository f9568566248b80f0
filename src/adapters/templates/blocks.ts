import { markdownToHtml, markdownToText } from "./markdown.ts";
import { MARKS } from "./marks.ts";

/** A label and its value; `href`: what the value links to. */
interface Fact {
  readonly label: string;
  readonly value: string;
  readonly href: string | null;
}

/** One piece of a mail's body. `facts` and `commands` are rows of two; the others are lines. */
export type Block =
  | { readonly kind: "facts"; readonly rows: readonly Fact[] }
  | { readonly kind: "commands"; readonly rows: readonly { readonly command: string; readonly meaning: string }[] }
  /** `lines`: the same in words, for a layout that knows nothing of it. */
  | { readonly kind: "markdown"; readonly html: string; readonly lines: readonly string[] }
  | {
      readonly kind: "paragraph" | "quote" | "key" | "heading" | "notice" | "small" | "code";
      readonly lines: readonly string[];
    };

type LineKind = Block["kind"] | "blank";
interface Line {
  readonly kind: LineKind;
  readonly text: string;
}

const KIND_OF_MARK: Readonly<Record<string, LineKind>> = {
  [MARKS.quote]: "quote",
  [MARKS.fact]: "facts",
  [MARKS.key]: "key",
  [MARKS.heading]: "heading",
  [MARKS.notice]: "notice",
  [MARKS.small]: "small",
  [MARKS.code]: "code",
  [MARKS.markdown]: "markdown",
};

/** Groups the rendered lines into blocks: neighbours of one kind are one block, a blank line ends a paragraph. */
export function toBlocks(rendered: string): readonly Block[] {
  const groups: Line[][] = [];
  let previous: LineKind = "blank";
  for (const line of readLines(rendered)) {
    if (line.kind !== "blank" && line.kind === previous) groups.at(-1)?.push(line);
    else if (line.kind !== "blank") groups.push([line]);
    previous = line.kind;
  }
  return groups.map(toBlock);
}

/** The same lines as plain text: quotes behind `> `, facts as `label: value`. Never more than one blank line in a row. */
export function toPlainText(rendered: string): string {
  const lines = readLines(rendered);
  return lines
    .flatMap((line, index) => {
      if (line.kind !== "markdown") return [plainLine(line)];
      return lines[index - 1]?.kind === "markdown" ? [] : ["", markdownToText(sourceFrom(lines, index)), ""];
    })
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** The Markdown that begins at a line, to its end. */
function sourceFrom(lines: readonly Line[], begin: number): string {
  const end = lines.findIndex(({ kind }, index) => index > begin && kind !== "markdown");
  return linesOf(lines.slice(begin, end < 0 ? lines.length : end));
}

function linesOf(lines: readonly Line[]): string {
  return lines.map(({ text }) => text).join("\n");
}

function readLines(rendered: string): readonly Line[] {
  return rendered.split("\n").map((line) => {
    const kind = KIND_OF_MARK[line.charAt(0)];
    if (kind !== undefined) return { kind, text: line.slice(1) };
    return { kind: line.trim() === "" ? "blank" : "paragraph", text: line };
  });
}

function toBlock(group: readonly Line[]): Block {
  const kind = group[0]?.kind ?? "paragraph";
  if (kind === "facts") return { kind, rows: group.map((line) => factOf(withHour(line.text))) };
  if (kind === "markdown") {
    const source = linesOf(group);
    return { kind, html: markdownToHtml(source), lines: markdownToText(source).split("\n").map(withSpaces) };
  }
  if (kind === "commands" || (kind === "code" && group.every(({ text }) => COLUMNS.test(text)))) {
    return { kind: "commands", rows: group.map(({ text }) => commandOf(text)) };
  }
  if (kind === "key") return { kind, lines: group.map((line) => withHour(line.text)) };
  return { kind: kind === "blank" ? "paragraph" : kind, lines: group.map((line) => withSpaces(line.text)) };
}

/** HTML joins spaces; what stands apart, as the columns of a log do, must stay apart. */
function withSpaces(text: string): string {
  return text.trimEnd().replaceAll("\t", "    ").replaceAll("  ", " \u00a0").replace(/^ /, "\u00a0");
}

/** The hour of a time does not stand alone on the next line. */
function withHour(text: string): string {
  return text.replace(/\b(kl\.|at) (?=\d\d[.:]\d\d\b)/g, "$1\u00a0");
}

/** A command and its meaning, two spaces or more apart: columns in text, and side by side in HTML where there is room. */
const COLUMNS = /^(\S+(?: \S+)*) {2,}(\S.*)$/;

function commandOf(text: string) {
  const [, command = text, meaning = ""] = COLUMNS.exec(text) ?? [];
  return { command, meaning };
}

function plainLine(line: Line): string {
  if (line.kind === "quote") return line.text === "" ? ">" : `> ${line.text}`;
  if (line.kind === "code") return `    ${line.text}`;
  if (line.kind !== "facts") return line.text.trimEnd();
  const { label, value, href } = factOf(line.text);
  return href === null ? `${label}: ${value}` : `${label}: ${value}\n${href}`;
}

function factOf(text: string): Fact {
  const [label = "", rest = ""] = text.split(MARKS.factValue);
  const [value = "", href = null] = rest.split(MARKS.href);
  return { label, value, href };
}
