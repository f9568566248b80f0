import { compile, type FormatCallback, type SelectorDefinition } from "html-to-text";
import { Marked } from "marked";
import sanitizeHtml from "sanitize-html";

/** Whole addresses of these kinds; everything else that looks like a link is text. */
const SAFE_LINK = /^(?:https?:\/\/|mailto:)[^\s"<>]+$/i;

/** Mail programs drop a style sheet: each element carries its own. Nothing but these elements leaves. */
const STYLES: Readonly<Record<string, string>> = {
  h1: "margin:0 0 8px;padding:6px 0 0;font-size:18px;line-height:1.4;font-weight:700;color:#1c2530;",
  h2: "margin:0 0 8px;padding:6px 0 0;font-size:16px;line-height:1.4;font-weight:700;color:#1c2530;",
  h3: "margin:0 0 8px;padding:6px 0 0;font-size:15px;line-height:1.4;font-weight:700;color:#1c2530;",
  p: "margin:0 0 16px;color:#1c2530;",
  ul: "margin:0 0 16px;padding:0 0 0 24px;color:#1c2530;",
  ol: "margin:0 0 16px;padding:0 0 0 24px;color:#1c2530;",
  li: "margin:0 0 4px;",
  a: "color:#1f5f99;text-decoration:underline;",
  blockquote: "margin:0 0 16px;padding:2px 0 2px 16px;border-left:3px solid #b9c4ce;color:#33404c;",
  pre: "margin:0 0 16px;padding:10px 14px;background-color:#f2f4f6;border:1px solid #e6eaee;font-family:Consolas,Menlo,'Courier New',monospace;font-size:13px;white-space:pre-wrap;color:#1c2530;",
  code: "font-family:Consolas,Menlo,'Courier New',monospace;font-size:13px;",
  hr: "margin:0 0 16px;border:0;border-top:1px solid #d9dfe5;",
  table: "margin:0 0 16px;border-collapse:collapse;font-size:14px;line-height:1.45;color:#1c2530;",
  th: "padding:6px 14px 6px 0;border-bottom:1px solid #b9c4ce;text-align:left;",
  td: "padding:6px 14px 6px 0;border-bottom:1px solid #e6eaee;vertical-align:top;",
};
const PLAIN = ["strong", "em", "del", "br", "thead", "tbody", "tr"];

const reader = new Marked({
  gfm: true,
  async: false,
  // No HTML is read: a tag is words, and shown as they stand.
  tokenizer: { html: () => undefined, tag: () => undefined },
  renderer: {
    link({ href, tokens }) {
      const text = this.parser.parseInline(tokens);
      return SAFE_LINK.test(href) ? `<a href="${escapeAttribute(href)}">${text}</a>` : text;
    },
    // Nothing is fetched when a mail is opened: a picture is its words.
    image: ({ text }) => escapeAttribute(text),
    checkbox: ({ checked }) => (checked ? "☑ " : "☐ "),
  },
});

const styled: sanitizeHtml.IOptions = {
  allowedTags: [...Object.keys(STYLES), ...PLAIN],
  allowedAttributes: { "*": ["style"], a: ["href", "style"], ol: ["start", "style"] },
  allowedSchemes: ["http", "https", "mailto"],
  allowProtocolRelative: false,
  parseStyleAttributes: false,
  transformTags: {
    "*": (tagName, attribs) => {
      const { href, start } = attribs;
      const style = STYLES[tagName];
      return {
        tagName,
        attribs: { ...(href && { href }), ...(start && { start }), ...(style === undefined ? {} : { style }) },
      };
    },
    h4: () => ({ tagName: "h3", attribs: { style: STYLES.h3 ?? "" } }),
    h5: () => ({ tagName: "h3", attribs: { style: STYLES.h3 ?? "" } }),
    h6: () => ({ tagName: "h3", attribs: { style: STYLES.h3 ?? "" } }),
  },
};

/** The notes that operations wrote, as a fragment of HTML that is safe to mail and needs nothing around it. */
export function markdownToHtml(source: string): string {
  return sanitizeHtml(parse(source), styled).trim();
}

/** The same as a person reads it without HTML: an address stands behind the words that are its link. */
export function markdownToText(source: string): string {
  return toText(parse(source)).trim();
}

function parse(source: string): string {
  return reader.parse(source) as string;
}

/** As the desk's own mails show what is to be typed. */
const indented: FormatCallback = (element, walk, builder) => {
  builder.openBlock({ isPre: true, leadingLineBreaks: 2 });
  walk(element.children, builder);
  builder.closeBlock({
    trailingLineBreaks: 2,
    blockTransform: (text) => text.trimEnd().replace(/^/gm, "    "),
  });
};

const HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"];
const selectors: SelectorDefinition[] = [
  { selector: "a", options: { hideLinkHrefIfSameAsText: true, linkBrackets: ["(", ")"] } },
  { selector: "ul", options: { itemPrefix: "- " } },
  { selector: "pre", format: "indented" },
  { selector: "table", format: "dataTable", options: { uppercaseHeaderCells: false } },
  ...HEADINGS.map((selector) => ({
    selector,
    options: { uppercase: false, leadingLineBreaks: 2, trailingLineBreaks: 1 },
  })),
];
const toText = compile({ wordwrap: false, selectors, formatters: { indented } });

function escapeAttribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
