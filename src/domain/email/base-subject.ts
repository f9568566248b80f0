/** Reply and forward marks as mail programs write them in front of a subject, lower-cased, without the colon. */
const MARKS = new Set([
  ..."re aw sv vs antw ant rv res r odp od vá bls ynt atb aw refs".split(" "),
  ..."fw fwd wg tr enc vb vl pd i doorst rif vedr vedr. antwort reply redir redir. továbbítás ilt İlt videresend".split(
    " ",
  ),
]);
const MAX_ROUNDS = 50;

/**
 * The subject without what replying and forwarding put around it (RFC 5256 section 2.1): `Re:`, `SV:`, `VS:`, `Vedr.:`,
 * `Re[2]:`, `[list]` tags in front, `(fwd)` behind. A subject of nothing but marks gives "".
 */
export function baseSubject(subject: string): string {
  let text = subject.slice(0, 2000).replace(/\s+/g, " ").trim();
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const next = stripOnce(text);
    if (next === text) return text;
    text = next;
  }
  return text;
}

function stripOnce(text: string): string {
  if (text.toLowerCase().endsWith("(fwd)")) return text.slice(0, -5).trim();
  const afterMark = stripMark(text);
  if (afterMark !== null) return afterMark;
  const blob = /^\[[^[\]]{1,100}\]\s*/.exec(text);
  // A tag alone is the subject itself.
  return blob !== null && blob[0].length < text.length ? text.slice(blob[0].length) : text;
}

function stripMark(text: string): string | null {
  const colon = text.search(/[:：]/);
  if (colon < 1 || colon > 20) return null;
  const mark = text
    .slice(0, colon)
    .trim()
    .toLowerCase()
    .replace(/\s*[[(]\d{1,3}[\])]$/, "")
    .replace(/\^\d{1,3}$/, "");
  return MARKS.has(mark) ? text.slice(colon + 1).trim() : null;
}
