import type { Language } from "../../domain/desk/language.ts";
import { element, type Markup, textNode } from "./markup.ts";

// No quotes, ampersands or angle brackets: the text of the element is written as text.
const STYLE = `
@page { size: A4; margin: 18mm 15mm; }
body { font: 10pt/1.45 system-ui, sans-serif; color: #111; background: #fff; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6em; margin: 0 0 1em; }
h2 { font-size: 1.1em; margin: 2em 0 .4em; break-after: avoid; }
dl { display: grid; grid-template-columns: max-content auto; gap: .2em 1.5em; margin: 0; }
dt { color: #555; } dd { margin: 0; font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { text-align: left; vertical-align: top; padding: .35em .6em .35em 0; border-bottom: 1px solid #bbb; overflow-wrap: anywhere; }
th { border-bottom-color: #111; font-weight: 600; overflow-wrap: normal; }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.w { display: block; color: #444; }
p.note { color: #555; margin-top: 2.5em; }
@media print { body { margin: 0; max-width: none; padding: 0; } }
`;

/** What stands on a page that is read on a screen and printed on A4. */
export interface PrintedPage {
  readonly language: Language;
  /** The name of the window; also the heading where `heading` is left out. */
  readonly title: string;
  readonly heading?: string;
  /** Rules beside those of every page, without quotes, ampersands or angle brackets. */
  readonly style?: string;
  readonly body: readonly Markup[];
}

/** One HTML page without script or anything from elsewhere; the headings of its tables stand on every sheet of paper. */
export function printedPage({ language, title, heading = title, style = "", body }: PrintedPage): string {
  const head = [
    element("meta", { charset: "utf-8" }),
    element("meta", { name: "viewport", content: "width=device-width" }),
    element("title", {}, textNode(title)),
    // A line by itself: line breaks within a text are written as spaces.
    element("style", {}, ...`${STYLE}${style}`.trim().split("\n").map(textNode)),
  ];
  const page = element(
    "html",
    { lang: language },
    element("head", {}, ...head),
    element("body", {}, element("h1", {}, textNode(heading)), ...body),
  );
  return `<!doctype html>\n${page}\n`;
}
