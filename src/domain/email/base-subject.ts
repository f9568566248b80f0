/** What mail programs write in front of the subject of a mail they pass on, lower-cased, without the colon. */
export const FORWARD_MARKS = [
  ..."fw fwd vs wg wtrlt rv tr i pd enc vb vl vid ilt i̇lt doorst rif redir redir. videresend videresendt továbbítás".split(
    " ",
  ),
  ..."inoltrato inoltra weitergeleitet transféré reenviado vidarebefordrat doorgestuurd przekazane encaminhado välitetty".split(
    " ",
  ),
];
/** The same of a mail they answer. */
const REPLY_MARKS = "re aw sv antw ant rv res r rép réf réf. odp vá bls ynt atb refs vedr vedr. antwort reply".split(
  " ",
);
const MARKS = new Set([...REPLY_MARKS, ...FORWARD_MARKS]);
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
    .normalize("NFC")
    .replace(/\s*[[(]\d{1,3}[\])]$/, "")
    .replace(/\^\d{1,3}$/, "");
  return MARKS.has(mark) ? text.slice(colon + 1).trim() : null;
}
