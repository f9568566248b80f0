/**
 * Private-use characters that say what a rendered line is, so that one body gives both the text and the HTML part. They are taken
 * out of all data before rendering: nothing an outsider writes can pass for a table, a warning or a heading of the desk.
 */
export const MARKS = {
  quote: "\ue000",
  fact: "\ue001",
  factValue: "\ue002",
  key: "\ue003",
  heading: "\ue004",
  notice: "\ue005",
  small: "\ue006",
  code: "\ue007",
  href: "\ue008",
  markdown: "\ue009",
} as const;

const ANY_MARK = /[\ue000-\ue00f]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what it takes out
const CONTROLS = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/g;

/** A copy of template data whose strings hold no marks, no controls but tab and line feed, and only `\n` between lines. */
export function cleanData(value: unknown): unknown {
  if (typeof value === "string") return value.replace(/\r\n?/g, "\n").replace(ANY_MARK, "").replace(CONTROLS, "");
  if (Array.isArray(value)) return value.map(cleanData);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cleanData(inner)]));
}
