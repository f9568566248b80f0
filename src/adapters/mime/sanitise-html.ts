import sanitizeHtml from "sanitize-html";
import { isNestedTooDeep } from "./html-nesting.ts";

const TEXT_TAGS =
  "p div span br hr b i u s em strong small sub sup tt code pre blockquote q cite abbr del ins mark font center".split(
    " ",
  );
const BLOCK_TAGS =
  "h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption colgroup col thead tbody tfoot tr th td a img".split(" ");
const ADDRESSES = ["href", "src"];
const WORDED = ["title", "alt"];
const MAX_WORDED = 500;
const DROPPED_WITH_TEXT =
  "script style textarea option noscript title head template iframe object embed svg math xmp noembed noframes".split(
    " ",
  );

/**
 * A fragment that is safe to show inside a sandboxed frame: no script, style, form, head, remote image or link that
 * runs. Pictures of the mail itself are named by the sum of their file, `cid:SHA256`, as the attachments are: the
 * Content-ID is any text, and several files may claim one. "" where nothing is left or the nesting is an attack.
 * `files`: sums by Content-ID.
 */
export function sanitiseHtml(html: string, files: ReadonlyMap<string, string>): string {
  if (isNestedTooDeep(html)) return "";
  return sanitizeHtml(html, {
    allowedTags: [...TEXT_TAGS, ...BLOCK_TAGS],
    allowedAttributes: {
      a: ["href", "title", "rel"],
      img: ["src", "alt", "width", "height", "title"],
      td: ["colspan", "rowspan", "align", "valign"],
      th: ["colspan", "rowspan", "align", "valign"],
      col: ["span"],
      ol: ["start", "type"],
      font: ["color"],
      "*": ["dir", "lang"],
    },
    allowedSchemes: ["http", "https", "mailto", "tel"],
    allowedSchemesByTag: { img: ["cid", "data"] },
    allowProtocolRelative: false,
    nonTextTags: DROPPED_WITH_TEXT,
    disallowedTagsMode: "discard",
    enforceHtmlBoundary: false,
    exclusiveFilter: (frame) => frame.tag === "img" && !isOwnImage(frame.attribs.src ?? ""),
    transformTags: {
      "*": (tagName, attribs) => ({ tagName, attribs: harmless(attribs) }),
      a: (tagName, { href, ...attribs }) => ({ tagName, attribs: { ...attribs, ...link(href) } }),
      img: (tagName, { src, ...attribs }) => ({ tagName, attribs: { ...attribs, ...picture(src, files) } }),
    },
  }).trim();
}

/**
 * Attributes whose values are what they should be, and no markup for a reader that takes the fragment apart once more: words in `title` and
 * `alt`, addresses, one word in all others.
 */
function harmless(attribs: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(attribs).filter(([name, value]) => isHarmless(name, value)));
}

function isHarmless(name: string, value: string): boolean {
  if (ADDRESSES.includes(name)) return true;
  if (WORDED.includes(name)) return value.length <= MAX_WORDED && !/[<>"]|\bon\w+\s*=/i.test(value);
  return /^[\w#%.,:+ -]{0,60}$/.test(value);
}

/** Whole addresses of the allowed kinds only; anything in front of the scheme is a trick. RFC 3986 section 2: no space and no quote stands in one. */
function link(href: string | undefined): Record<string, string> {
  const text = (href?.trim() ?? "").replace(/[\s"<>`]/g, (mark) => encodeURIComponent(mark));
  return /^(?:https?:\/\/|mailto:|tel:)/i.test(text) ? { href: text, rel: "noopener noreferrer nofollow" } : {};
}

function picture(source: string | undefined, files: ReadonlyMap<string, string>): Record<string, string> {
  const text = source?.trim() ?? "";
  if (!/^cid:/i.test(text)) return { src: text };
  const sum = files.get(text.slice("cid:".length)) ?? files.get(unescaped(text.slice("cid:".length)));
  return sum === undefined ? {} : { src: `cid:${sum}` };
}

/** RFC 2392 section 2: what a URL may not hold is escaped in it. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Raster pictures only: an SVG in a data URI is a document. */
function isOwnImage(source: string): boolean {
  return /^cid:/i.test(source) || /^data:image\/(?:png|gif|jpe?g|webp);base64,/i.test(source);
}
