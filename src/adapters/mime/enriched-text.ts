/** Markup whose words are for programs only. */
const UNSEEN = new Set(["param", "comment"]);
const MAX_TAG = 60;
const BREAKS: Record<string, string> = { nl: "\n", np: "\n\n", lt: "<", paragraph: "\n\n", "/paragraph": "\n\n" };

/** Deeper quotes are marked no more: a mark for each level would make megabytes of every line. */
const MAX_MARKS = 3;

/** `pieces` and not one text: to look at the end of a growing text costs all of it. */
type Reading = { pieces: string[]; isLineStart: boolean; unseen: number; verbatim: number; quoted: number };

/**
 * Text of text/enriched (RFC 1896) or, where `isRich`, of text/richtext (RFC 1341 section 7.1.3): without its tags, line breaks as they are
 * meant, `<excerpt>` marked as a quote. A `<` that begins no tag stands for itself. Linear in the text.
 */
export function enrichedToText(text: string, isRich: boolean): string {
  const reading: Reading = { pieces: [], isLineStart: true, unseen: 0, verbatim: 0, quoted: 0 };
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf("<", at);
    addWords(reading, text.slice(at, open < 0 ? text.length : open), isRich);
    if (open < 0) break;
    at = readTag(reading, text, open, isRich);
  }
  return reading.pieces.join("");
}

/** Where the text goes on behind the tag at `open`. */
function readTag(reading: Reading, text: string, open: number, isRich: boolean): number {
  if (!isRich && text[open + 1] === "<") {
    add(reading, "<");
    return open + 2;
  }
  const head = text.slice(open, open + MAX_TAG);
  const tag = /^<(\/?[a-z0-9-]+)>/i.exec(head)?.[1]?.toLowerCase();
  if (tag === undefined) {
    add(reading, "<");
    return open + 1;
  }
  applyTag(reading, tag, isRich);
  return open + tag.length + 2;
}

function applyTag(reading: Reading, tag: string, isRich: boolean): void {
  const isEnd = tag.startsWith("/");
  const name = isEnd ? tag.slice(1) : tag;
  const step = isEnd ? -1 : 1;
  if (UNSEEN.has(name)) reading.unseen = Math.max(0, reading.unseen + step);
  else if (name === "nofill") reading.verbatim = Math.max(0, reading.verbatim + step);
  else if (name === "excerpt") {
    reading.quoted = Math.max(0, reading.quoted + step);
    if (!reading.isLineStart) add(reading, "\n");
  } else if (isRich) add(reading, BREAKS[tag] ?? "");
}

/** RFC 1896: one line break is a space, and of several one less is shown. In richtext all of them are spaces. */
function addWords(reading: Reading, words: string, isRich: boolean): void {
  if (reading.verbatim > 0) add(reading, words);
  else
    add(
      reading,
      words.replace(/\n+/g, (breaks) => (isRich || breaks.length === 1 ? " " : breaks.slice(1))),
    );
}

function add(reading: Reading, words: string): void {
  if (reading.unseen > 0 || words === "") return;
  const mark = "> ".repeat(Math.min(reading.quoted, MAX_MARKS));
  if (reading.isLineStart) reading.pieces.push(mark);
  reading.isLineStart = words.endsWith("\n");
  const marked = mark === "" ? words : words.replaceAll("\n", `\n${mark}`);
  // The mark of the line that begins now is set with its first words.
  reading.pieces.push(reading.isLineStart && mark !== "" ? marked.slice(0, -mark.length) : marked);
}
