const MAX_NESTING = 400;
const VOID = new Set(
  "area base br col embed hr img input link meta param source track wbr p li td tr th dd dt option".split(" "),
);

/**
 * Whether HTML nests deeper than anything a person wrote. Counted in one pass without building anything, because the
 * sanitiser and the text converter take time that grows with depth times size (threat T16).
 */
export function isNestedTooDeep(html: string): boolean {
  let depth = 0;
  let at = html.indexOf("<");
  while (at >= 0) {
    const name = tagName(html, at + 1);
    if (name.startsWith("/")) depth = Math.max(0, depth - (VOID.has(name.slice(1)) ? 0 : 1));
    else if (name !== "" && !VOID.has(name)) depth += 1;
    if (depth > MAX_NESTING) return true;
    at = html.indexOf("<", at + 1);
  }
  return false;
}

function tagName(html: string, start: number): string {
  let end = start;
  while (end < html.length && end - start < 20 && /[a-zA-Z0-9/]/.test(html[end] ?? "")) end += 1;
  return html.slice(start, end).toLowerCase();
}
