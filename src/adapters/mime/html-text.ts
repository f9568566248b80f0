import { compile, type FormatCallback, type HtmlToTextOptions, type SelectorDefinition } from "html-to-text";
import { INDENT, settleIndents } from "../../domain/email/settle-indents.ts";
import { isNestedTooDeep } from "./html-nesting.ts";

/** What mail programs wrap around the mail they answer. */
const QUOTES = [
  "div.gmail_quote",
  "div.gmail_extra",
  "div.yahoo_quoted",
  "div.protonmail_quote",
  "div.zmail_extra",
  "div.moz-forward-container",
  "div#mail-editor-reference-message-container",
  "div[name=quote]",
  "blockquote[type=cite]",
  "blockquote[cite]",
  "blockquote.gmail_quote",
  "blockquote.protonmail_quote",
  "blockquote.iosymail",
  "blockquote.mailspring-quote",
];
const SIGNATURES = ["div.gmail_signature", "div.moz-signature", "pre.moz-signature", "div#Signature", "div#signature"];
const COMMON: SelectorDefinition[] = [
  { selector: "img", format: "skip" },
  { selector: "a", options: { ignoreHref: true } },
  { selector: "table", format: "block" },
  { selector: "p", options: { leadingLineBreaks: 2, trailingLineBreaks: 2 } },
  ...["h1", "h2", "h3", "h4", "h5", "h6"].map((selector) => ({ selector, options: { uppercase: false } })),
  { selector: "title", format: "skip" },
  { selector: "style", format: "skip" },
  { selector: "script", format: "skip" },
];
const LIMITS = { maxInputLength: 1 << 20, maxDepth: 450, maxChildNodes: 20_000 };

/** Text of HTML as a person would read it; quotes are marked with `>`. Nesting that is an attack gives the bare words. */
export function htmlToText(html: string): string {
  return isNestedTooDeep(html) ? bareWords(html) : readable(html);
}

/** The same with what mail programs quote marked with `>` too, for finding what is new in a reply. */
export function htmlToMarkedText(html: string): string {
  return isNestedTooDeep(html) ? bareWords(html) : settleIndents(marked(html));
}

/** A marked signature begins with the mark of plain mail (RFC 3676 section 4.3). */
const signature: FormatCallback = (element, walk, builder) => {
  builder.openBlock({ leadingLineBreaks: 1 });
  builder.addInline("--");
  builder.addLineBreak();
  walk(element.children, builder);
  builder.closeBlock({ trailingLineBreaks: 1 });
};

/** An element that programs quote with and people indent with. */
const indent: FormatCallback = (element, walk, builder) => {
  builder.openBlock({ leadingLineBreaks: 2, reservedLineLength: 2 });
  walk(element.children, builder);
  builder.closeBlock({
    trailingLineBreaks: 2,
    blockTransform: (text) =>
      text
        .split("\n")
        .map((line) => `${INDENT} ${line}`)
        .join("\n"),
  });
};

// Compiled once: that costs as much as the text of a mail.
const readable = compileFor(COMMON);
const marked = compileFor([
  ...COMMON,
  { selector: "blockquote", format: "indent" },
  ...QUOTES.map((selector) => ({ selector, format: "blockquote" })),
  ...SIGNATURES.map((selector) => ({ selector, format: "signature" })),
]);

function compileFor(selectors: SelectorDefinition[]): (html: string) => string {
  const options: HtmlToTextOptions = { wordwrap: false, selectors, limits: LIMITS, formatters: { signature, indent } };
  return compile(options);
}

function bareWords(html: string): string {
  const pieces = html.split("<").map((piece, index) => (index === 0 ? piece : piece.slice(piece.indexOf(">") + 1)));
  return pieces
    .join("")
    .replace(/[ \t]+/g, " ")
    .trim();
}
