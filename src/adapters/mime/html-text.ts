import { convert, type HtmlToTextOptions, type SelectorDefinition } from "html-to-text";
import { isNestedTooDeep } from "./html-nesting.ts";

/** What mail programs wrap around the mail they answer. */
const QUOTES = [
  "div.gmail_quote",
  "div.gmail_extra",
  "div.yahoo_quoted",
  "div.protonmail_quote",
  "div.zmail_extra",
  "div#divRplyFwdMsg",
  "div.moz-forward-container",
  "div#mail-editor-reference-message-container",
];
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
  return convertWith(html, COMMON);
}

/** The same with what mail programs quote marked with `>` too, for finding what is new in a reply. */
export function htmlToMarkedText(html: string): string {
  return convertWith(html, [...COMMON, ...QUOTES.map((selector) => ({ selector, format: "blockquote" }))]);
}

function convertWith(html: string, selectors: SelectorDefinition[]): string {
  if (isNestedTooDeep(html)) return bareWords(html);
  const options: HtmlToTextOptions = { wordwrap: false, selectors, limits: LIMITS, preserveNewlines: false };
  return convert(html, options);
}

function bareWords(html: string): string {
  const pieces = html.split("<").map((piece, index) => (index === 0 ? piece : piece.slice(piece.indexOf(">") + 1)));
  return pieces
    .join("")
    .replace(/[ \t]+/g, " ")
    .trim();
}
