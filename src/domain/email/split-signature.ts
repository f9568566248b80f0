import { isGreeting } from "./greeting.ts";
import { isProgramSignature } from "./program-signature.ts";
import type { Reply } from "./read-reply.ts";
import { isNameAlone, readSignOff } from "./sign-off.ts";
import { takeMarkedSignatures } from "./signature-marks.ts";

const TRACKER_DOT = "\u1427";
const MAX_SIGNATURE_LINES = 12;
const MAX_SIGNATURE_LINE = 80;
const MAX_LINES_BELOW_PROGRAM = 4;
const MAX_LINES_BELOW_DASHES = 7;
const MAX_CONTACT_WORDS = 9;
const MIN_SENTENCE_WORDS = 4;
const MIN_FOOTER_RULER = 15;
/** List servers draw theirs right below the last line. */
const MIN_LIST_RULER = 20;
const POSTSCRIPT = /^(?:p\.?\s?p?\.?s|n\.?b|obs|edit|ps)\b[\s.:!,-]*\p{L}/iu;
const UPDATE =
  /^(?:update|correction|addition|opdatering|tilføjelse|rettelse|nachtrag|ergänzung|aktualisierung|uppdatering|tillägg|oppdatering|tillegg|aanvulling|mise à jour|ajout|actualización|aggiornamento|aktualizacja|päivitys|lisäys)\s*:\s*\S/iu;
const AFTERTHOUGHT =
  /^(?:oh|btw|by the way|also|one more thing|another thing|forresten|i øvrigt|for øvrigt|lige en ting|en ting mere|übrigens|außerdem|noch etwas|förresten|en sak till|trouwens|au fait|por cierto|a proposito|przy okazji|muuten)[\s,:]+\p{L}/iu;
/** "I can't log in." is short, and no company's. */
const SPOKEN = /^(?:I(?:['’](?:m|ve))?|Jeg|Ich|Jag|Je|J['’]ai|Minä)\s+\S+\s+\S.*[.!]$/u;
/** Who writes calls himself so. */
const WRITER = new Set(
  "jeg mig min mit i'm i've i me my ich mir mich mein meine jag mig mitt ik mij mijn je j'ai moi mon yo mi io mio ja mnie minä minun".split(
    " ",
  ),
);
/** The same where a sentence of a lawyer never has it ("i" is a word of its own in half of the languages). */
const SPEAKER =
  /(?:^|[^\p{L}'’])(?:I(?:['’](?:m|ve))?|[Jj]eg|[Ii]ch|[Jj]ag|[Ii]k|[Jj]e|[Jj]['’]ai|[Mm]inä)(?![\p{L}'’])/u;
/** Two of these make a line one of those that companies put under every mail. */
const DISCLAIMER =
  /confidential|fortrolig|vertraulich|confidentiel|konfidentiell|vertrouwelijk|confidencial|riservat|poufn|luottamuksell|privileged|intended|recipient|modtager|empfänger|adressat|destinataire|mottagare|mottaker|geadresseerde|destinatari|adresat|vastaanottaja|amtsgericht|geschäftsführer|handelsregister|virus|notify|slett?e|delete|löschen|supprimer|unsubscribe|attachment|vedhæft|e-?mail|message|meddelelse|nachricht/gi;

/** What is known of the mail around the lines. */
export type Surroundings = {
  /** It quoted something, so words below a program's own line are the sender's. */
  hasQuotes: boolean;
  /** It answers nothing, so sentences below a program's own line are no old mail that lost its marks. */
  isNew: boolean;
};

/** Parts the lines that are kept into text and signature; between the two nothing but rulers gets lost. */
export function splitSignature(lines: readonly string[], around: Surroundings): Reply {
  const { own, marked } = takeMarkedSignatures(lines);
  const body = withoutRulers(own);
  const start = signatureStart(body, around);
  const signature = tidy([...body.slice(start), "", ...marked]);
  return { text: tidy(withoutRulers(body.slice(0, start))), signature };
}

function signatureStart(lines: readonly string[], { hasQuotes, isNew }: Surroundings): number {
  const dashes = dashesAt(lines);
  if (dashes >= 0) return programStart(lines, namedStart(lines, dashes));
  const little = hasQuotes ? lines.length + 1 : littleFrom(lines, !isNew);
  const program = lines.findIndex((_, at) => at >= little - 1 && isProgramLine(lines, at));
  const end = program > 0 ? program : programStart(lines, footerStart(lines));
  return programStart(lines, nameStart(lines, signOffStart(lines, end)));
}

/**
 * RFC 3676 section 4.3: `-- `. Many programs drop the trailing space, and people part paragraphs with two dashes: without the space
 * they count where they stand once, or last with little below, and nothing below asks. As the first line they would leave no text.
 */
function dashesAt(lines: readonly string[]): number {
  const first = lines.findIndex((line) => line.trim() !== "");
  const exact = lines.findIndex((line, at) => at > first && line === "-- ");
  const bare = lines.findIndex((line, at) => at > first && line.trimEnd() === "--" && !isLedTo(lines, at));
  if (exact >= 0 && (bare < 0 || exact <= bare)) return exact;
  const last = lines.findLastIndex((line) => line.trimEnd() === "--");
  if (bare < 0 || lines.slice(last + 1).some(endsInQuestion)) return exact;
  if (bare === last || isShortBelow(lines.slice(bare + 1))) return bare;
  return littleFrom(lines, false) <= last + 1 ? last : exact;
}

/** "My signature should be:" right above two dashes that no program wrote. */
function isLedTo(lines: readonly string[], at: number): boolean {
  return lines[at] === "--" && (lines[at - 1] ?? "").trimEnd().endsWith(":");
}

/** Below a signature's dashes stands who it is of; some part its pieces by dashes again. */
function isShortBelow(below: readonly string[]): boolean {
  const filled = below.filter((line) => line.trim() !== "");
  return filled.length <= MAX_LINES_BELOW_DASHES && !isSentence(filled[0] ?? "");
}

/** A program's own line begins a sentence: in lower case right below words it goes on with theirs. */
function isProgramLine(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? "";
  const above = (lines[at - 1] ?? "").trim();
  const goesOn = /^\p{Ll}/u.test(line) && above !== "" && !/[.!?:]$/.test(above);
  return isProgramSignature(line) && !goesOn;
}

/**
 * From where on so little stands that it may be lost behind a mark: a few lines, none of them a question, or a sentence unless they may
 * be. One look at each line, however many of them a mark could be.
 */
function littleFrom(lines: readonly string[], maySay: boolean): number {
  let filled = 0;
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    const line = lines[at] ?? "";
    if (line.trim() === "" || isProgramSignature(line)) continue;
    filled += 1;
    if (filled > MAX_LINES_BELOW_PROGRAM || asks(line) || (!maySay && isSentence(line))) return at + 1;
  }
  return 0;
}

function isSentence(line: string): boolean {
  const count = line.trim().split(/\s+/, MAX_CONTACT_WORDS + 1).length;
  return count > MAX_CONTACT_WORDS || (count > MIN_SENTENCE_WORDS && /[.!]$/.test(line.trimEnd()));
}

function endsInQuestion(line: string): boolean {
  return (
    line.trimEnd().endsWith("?") &&
    asks(line) &&
    line.trim().split(/\s+/, MIN_SENTENCE_WORDS).length === MIN_SENTENCE_WORDS
  );
}

/** A question mark in the address of a page asks nothing. */
function asks(line: string): boolean {
  return line.replace(/https?:\/\/\S*/gi, "").includes("?");
}

/** Lines of nothing but dashes or their like in front of what was cut away, and the dot that mail trackers leave. */
function withoutRulers(lines: readonly string[]): readonly string[] {
  let end = lines.length;
  while (end > 0 && isEmptied(lines[end - 1] ?? "")) end -= 1;
  return lines.slice(0, end);
}

function isEmptied(line: string): boolean {
  const text = line.trim();
  return text === "" || text === TRACKER_DOT || isRuler(line);
}

function isRuler(line: string): boolean {
  const text = line.trim();
  return text.length >= 2 && text.length <= 200 && /^(?:[-–—]+|_+|=+|\*+|#+|~+|\++)$/.test(text);
}

/** What list servers put under every mail: a long ruler, then a few lines with a link. People write their address so. */
function footerStart(lines: readonly string[]): number {
  const ruler = lines.findLastIndex((line) => line.length >= MIN_FOOTER_RULER && isRuler(line));
  const below = ruler <= 0 ? [] : lines.slice(ruler + 1).filter((line) => line.trim() !== "");
  if (below.length === 0 || below.length > 8 || below.some(endsInQuestion)) return lines.length;
  if (belongsToAbove(lines, ruler)) return lines.length;
  if (below.some((line) => /https?:/.test(line)) && !below.some(asks)) return ruler;
  const isAddress = below.some((line) => /www\.|\S@\S|\d[\d ()+.-]{5,40}\d/.test(line));
  const isOfMany = below.filter((line) => line.includes("@")).length > 1;
  return isAddress && !isOfMany && below.length > 1 && !below.some((line) => asks(line) || isSentence(line))
    ? ruler
    : lines.length;
}

/** A heading that the ruler underlines, the head of a table, or words that lead to what follows: it is the writer's. */
function belongsToAbove(lines: readonly string[], ruler: number): boolean {
  const above = (lines[ruler - 1] ?? "").trim();
  const nearest = lines.slice(0, ruler).findLast((line) => line.trim() !== "") ?? "";
  const isOfList = (lines[ruler] ?? "").startsWith("_".repeat(MIN_LIST_RULER));
  return nearest.trimEnd().endsWith(":") || (above !== "" && !isOfList);
}

/** "-Anna Berg" or "/Anna" as the last words; not the last of a list. */
function nameStart(lines: readonly string[], end: number): number {
  let last = end - 1;
  while (last > 0 && (lines[last] ?? "").trim() === "") last -= 1;
  const line = lines[last] ?? "";
  const isName = /^[-/–—] ?\p{Lu}[\p{L}.'-]{0,30}(?: \p{Lu}[\p{L}.'-]{0,30}){0,3}$/u.test(line);
  const above = lines[last - 1] ?? "";
  // "/Faktura" that goes on with the line above it is a path.
  const goesOn = line.startsWith("/") && above.trim() !== "" && !/[.!?)…]\s*$/.test(above);
  return last > 0 && isName && !goesOn && !isListed(lines.slice(0, last), line) ? last : end;
}

function isListed(above: readonly string[], line: string): boolean {
  const nearest = above.findLast((one) => one.trim() !== "")?.trim() ?? "";
  return nearest.endsWith(":") || (nearest[0] === line[0] && line[0] !== "/");
}

/** A program's own line before `end`, when nothing but it and empty lines stand there. */
function programStart(lines: readonly string[], end: number): number {
  let start = end;
  for (let at = end - 1; at >= 0; at -= 1) {
    const line = lines[at] ?? "";
    if (isProgramLine(lines, at)) start = at;
    else if (line.trim() !== "") break;
  }
  return start;
}

/** People sign above what their program adds: a sign-off and a name right before the dashes. */
function namedStart(lines: readonly string[], dashes: number): number {
  const start = signOffStart(lines, dashes);
  return lines.slice(start + 1, dashes).every((line) => isNameAlone(line)) ? start : dashes;
}

/** What stands below a line, nearest first. */
type Below = { filled: number; nearest: string; asks: boolean; goesOn: boolean };

function signOffStart(lines: readonly string[], end: number): number {
  const below: Below = { filled: 0, nearest: "", asks: false, goesOn: false };
  for (let at = end - 1; at > 0 && below.filled <= MAX_SIGNATURE_LINES; at -= 1) {
    const line = lines[at] ?? "";
    if (isSignOff(lines, at, below)) return below.goesOn ? end : at;
    if (line.length > MAX_SIGNATURE_LINE && !isDisclaimer(line)) return end;
    look(below, line);
  }
  return end;
}

function isSignOff(lines: readonly string[], at: number, below: Below): boolean {
  const signOff = readSignOff(lines[at] ?? "");
  const isSigned = isNameBelow(below.nearest);
  if (signOff === null || (!isSigned && isOnlyGreeted(lines, at))) return false;
  if (signOff === "wish") return isSigned && !isOnlyGreeted(lines, at) && !below.asks;
  return signOff === "sure" || !below.asks;
}

/** Nothing else, a name, or one more line of a signature. */
function isNameBelow(nearest: string): boolean {
  return nearest === "" || isNameAlone(nearest) || readSignOff(nearest) !== null || isProgramSignature(nearest);
}

/** "Hej", "All the best for 2027!", and then what the mail is about. */
function isOnlyGreeted(lines: readonly string[], at: number): boolean {
  const [first = "", second] = lines.slice(0, at).filter((line) => line.trim() !== "");
  return second === undefined && isGreeting(first);
}

function look(below: Below, line: string): void {
  if (line.trim() !== "") below.nearest = line;
  if (line.length > MAX_SIGNATURE_LINE) below.filled = 0;
  else if (line.trim() !== "") below.filled += 1;
  below.asks ||= asks(line);
  below.goesOn ||= goesOn(line);
}

/** Words that somebody had yet to say when the mail was signed already. */
function goesOn(line: string): boolean {
  const text = line.trim();
  return (
    [POSTSCRIPT, UPDATE, AFTERTHOUGHT].some((words) => words.test(text)) ||
    endsInQuestion(line) ||
    isAddressedToUs(line)
  );
}

/** "Jeg glemte at sige, at printeren også er nede." Companies write in the third person, and of mails. */
function isAddressedToUs(line: string): boolean {
  if (!/[.!]$/.test(line.trimEnd()) || line.length > 2_000) return false;
  const lower = line.toLowerCase();
  if (lower.search(DISCLAIMER) >= 0) return false;
  if (SPOKEN.test(line.trim())) return true;
  if (!isSentence(line)) return false;
  const words = lower.split(/[^\p{L}'’]+/u);
  return words.some((word) => WRITER.has(word)) && words.length > MIN_SENTENCE_WORDS + 2;
}

function isDisclaimer(line: string): boolean {
  const words = line.slice(0, 2_000);
  return new Set(words.toLowerCase().match(DISCLAIMER)).size >= 2 && !SPEAKER.test(words);
}

function tidy(lines: readonly string[]): string {
  return lines
    .map((line) => line.trimEnd())
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .replace(/^\n+|\n+$/g, "");
}
