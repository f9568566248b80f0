import {
  compile,
  type DomNode,
  type FormatCallback,
  type HtmlToTextOptions,
  type RecursiveCallback,
  type SelectorDefinition,
} from "html-to-text";
import { INDENT } from "../../domain/email/settle-indents.ts";
import { SIGNATURE_END, SIGNATURE_START } from "../../domain/email/signature-marks.ts";
import { isNestedTooDeep } from "./html-nesting.ts";

/** What mail programs wrap around the mail they answer. */
const QUOTES = [
  "div.gmail_attr",
  "div.moz-cite-prefix",
  "div.yahoo_quoted",
  "div.moz-forward-container",
  "div#mail-editor-reference-message-container",
  "div.ms-outlook-mobile-reference-message",
  "div[name=quote]",
  "blockquote[type=cite]",
  "blockquote[cite]",
  "blockquote.gmail_quote",
  "blockquote.protonmail_quote",
  "blockquote.iosymail",
  "blockquote.mailspring-quote",
  "blockquote.tutanota_quote",
];
/** Below these all is old, in whatever language the headers are. Outlook draws its line in one of two colours. */
const OLD_BELOW = [
  "div#divRplyFwdMsg",
  "hr#stopSpelling",
  "span#OLK_SRC_BODY_SECTION",
  'div[style*="border-top:solid #B5C4DF 1.0pt;padding:3.0pt"]',
  'div[style*="border-top:solid #E1E1E1 1.0pt;padding:3.0pt"]',
];
const FRAMES = ["div.front-blockquote", "div.gmail_quote", "div.protonmail_quote", "div.zmail_extra"];
const SIGNATURES = [
  "div.gmail_signature",
  "div.moz-signature",
  "pre.moz-signature",
  "div#Signature",
  "div#signature",
  "div#ms-outlook-mobile-signature",
  "div.protonmail_signature_block",
  "div[name=messageSignatureSection]",
  "div#composer_signature",
  "div.front-signature",
  "signature",
];
/** What nobody sees: the preview words of newsletters, and words for machines only. */
const HIDDEN = ["display:none", "display: none", "mso-hide:all", "mso-hide: all"];
const COMMON: SelectorDefinition[] = [
  { selector: "img", format: "skip" },
  { selector: "a", options: { ignoreHref: true } },
  { selector: "table", format: "block" },
  { selector: "tr", format: "block", options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
  { selector: "td", format: "cell" },
  { selector: "th", format: "cell" },
  { selector: "p", options: { leadingLineBreaks: 2, trailingLineBreaks: 2 } },
  ...["h1", "h2", "h3", "h4", "h5", "h6"].map((selector) => ({ selector, options: { uppercase: false } })),
  { selector: "title", format: "skip" },
  { selector: "style", format: "skip" },
  { selector: "script", format: "skip" },
];
const HAS_WORDS = /[\p{L}\p{N}\p{S}]/u;
type Builder = Parameters<FormatCallback>[2];
/** Marked often enough: a mark for each of hundreds of frames made megabytes of every line. */
const DEEP = new RegExp(`^(?:[>${INDENT}] ){20}`);
const LIMITS = { maxInputLength: 1 << 20, maxDepth: 450, maxChildNodes: 20_000 };

/** Text of HTML as a person would read it; quotes are marked with `>`. Nesting that is an attack gives the bare words. */
export function htmlToText(html: string): string {
  return isNestedTooDeep(html) ? bareWords(html) : shown(html, readableShown, readable);
}

/** The same with what mail programs quote, indent and sign with marked, for finding what is new in a reply. */
export function htmlToMarkedText(html: string): string {
  return isNestedTooDeep(html) ? bareWords(html) : shown(html, markedShown, marked);
}

/** What stands in the cells of a row stands apart. */
const cell: FormatCallback = (element, walk, builder) => {
  walk(element.children, builder);
  builder.addInline(" ");
};

const signature: FormatCallback = (element, walk, builder) => {
  addLine(builder, SIGNATURE_START);
  walk(element.children, builder);
  addLine(builder, SIGNATURE_END);
};

function addLine(builder: Builder, line: string): void {
  builder.openBlock({ leadingLineBreaks: 1 });
  builder.addInline(line);
  builder.closeBlock({ trailingLineBreaks: 1 });
}

/** Outlook's frame around the headers of the mail it answers, in whatever language: below it all is old. */
const quotedHeaders: FormatCallback = (element, walk, builder) => {
  addLine(builder, "-----Original Message-----");
  walk(element.children, builder);
};

/** An element that programs quote with and people indent with. Without a border it is an indent for sure. */
const indent: FormatCallback = (element, walk, builder) => {
  const style = String(element.attribs?.style ?? "").replace(/\s+/g, "");
  if (style.includes("border:none") || style.includes("border:0")) {
    builder.openBlock({ leadingLineBreaks: 2 });
    walk(element.children, builder);
    builder.closeBlock({ trailingLineBreaks: 2 });
    return;
  }
  asQuote(element, walk, builder, INDENT);
};

/**
 * A frame that holds the line that says who wrote, and the quote itself. Answers between the pieces of a quote stand in the frame as
 * well, so where it has a marked quote of its own only that is one; where it has none, as in forwards, the whole frame is.
 */
const frame: FormatCallback = (element, walk, builder) => {
  const hasQuote = (element.children ?? []).some((child) => child.name === "blockquote");
  if (!hasQuote) {
    asQuote(element, walk, builder, ">");
    return;
  }
  builder.openBlock({ leadingLineBreaks: 1 });
  walk(element.children, builder);
  builder.closeBlock({ trailingLineBreaks: 1 });
};

const quote: FormatCallback = (element, walk, builder) => asQuote(element, walk, builder, ">");

function asQuote(element: DomNode, walk: RecursiveCallback, builder: Builder, mark: string): void {
  builder.openBlock({ leadingLineBreaks: 2, reservedLineLength: 2 });
  walk(element.children, builder);
  builder.closeBlock({
    trailingLineBreaks: 2,
    blockTransform: (text) =>
      withoutEmptyEnds(text.split("\n"))
        .map((line) => (DEEP.test(line) ? line : `${mark} ${line}`))
        .join("\n"),
  });
}

function withoutEmptyEnds(lines: readonly string[]): readonly string[] {
  const isFilled = (line: string): boolean => line !== "";
  return lines.slice(Math.max(0, lines.findIndex(isFilled)), lines.findLastIndex(isFilled) + 1);
}

// Compiled once: that costs as much as the text of a mail.
const PLAIN: SelectorDefinition[] = [...COMMON, { selector: "blockquote", format: "quote" }];
const MARKED: SelectorDefinition[] = [
  ...COMMON,
  { selector: "blockquote", format: "indent" },
  ...QUOTES.map((selector) => ({ selector, format: "quote" })),
  ...FRAMES.map((selector) => ({ selector, format: "frame" })),
  ...OLD_BELOW.map((selector) => ({ selector, format: "quotedHeaders" })),
  ...SIGNATURES.map((selector) => ({ selector, format: "signature" })),
];
const SKIPPED: SelectorDefinition[] = HIDDEN.map((style) => ({ selector: `*[style*="${style}"]`, format: "skip" }));
const readable = compileFor(PLAIN);
const marked = compileFor(MARKED);
const readableShown = compileFor([...PLAIN, ...SKIPPED]);
const markedShown = compileFor([...MARKED, ...SKIPPED]);

/** Where everything is hidden, some style elsewhere shows it. */
function shown(html: string, visible: (html: string) => string, all: (html: string) => string): string {
  if (!/display:\s?none|mso-hide/.test(html)) return all(html);
  const text = visible(html);
  return HAS_WORDS.test(text) ? text : all(html);
}

function compileFor(selectors: SelectorDefinition[]): (html: string) => string {
  const options: HtmlToTextOptions = {
    wordwrap: false,
    selectors,
    limits: LIMITS,
    formatters: { cell, signature, indent, frame, quote, quotedHeaders },
  };
  return compile(options);
}

function bareWords(html: string): string {
  const pieces = html.split("<").map((piece, index) => (index === 0 ? piece : piece.slice(piece.indexOf(">") + 1)));
  return pieces
    .join("")
    .replace(/[ \t]+/g, " ")
    .trim();
}
