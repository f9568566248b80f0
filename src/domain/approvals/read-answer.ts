/** What a reply says to a question that asks for yes or no. */
export type Answer = "given" | "refused" | "unclear";

const GREETING = /^(?:hej|hejsa|halløj|kære|goddag|godmorgen|hello|hi|dear)(?![\p{L}\p{N}])[^.!?]*[,.!]?$/iu;
const YES = new Set(
  "ja jo yes godkend godkender godkendt godkendes accepteret accepteres approve approved accepted agreed".split(" "),
);
const NO = new Set("nej no afvis afvist afvises reject refused rejected decline declined denied".split(" "));
/** What may stand beside a yes in its sentence without making it anything else. */
const BESIDE_YES = new Set(
  (
    "ja jo tak mange yes please thanks thank you ok okay fint godt super perfekt helt bestemt selvfølgelig naturligvis gerne det den dette er i orden må " +
    "I vi jeg giver hermed vores mit samtykke tilladelse adgang godkendelse accept godkend godkendt godkendes godkender accepteret accepteres accepterer til at for " +
    "installationen installation installere installer installér modulet opdateringen arbejdet opgaven tiden tid ekstra bare blot gå gang venligst " +
    "we i that this is fine agreed agree consent approve approved accept accepted to the a go ahead it may install installing module work extra time approval of course sure our my give permission access granted"
  )
    .toLowerCase()
    .split(" "),
);
// A yes that waits for something, takes something back, or allows less than was asked for is no consent.
const RESERVATION = wordsIn(
  "men hvis dog medmindre kun undtagen ikke nej aldrig vent venter afvent afventer afventes først senere måske forudsat forudsætning forbehold betingelse " +
    "inden når indtil uden intet ingen stop stands udsæt udskyd udskydes annuller annullér fortryder tilbage alligevel maks maksimum maksimalt højst højest halvdelen " +
    "but if unless only except not no never wait hold first later maybe perhaps provided before until once when however without conditional condition stop " +
    "postpone cancel withdraw max maximum most limit half don't doesn't can't won't isn't shouldn't mustn't cannot dont cant",
);
/** A no that makes way: "No problem" says yes, but not plainly. */
const NO_OBSTACLE = wordsIn("problem problems problemer worries objection objections indvending indvendinger fint");

/**
 * Reads the new text of a requester's reply to a question of yes or no (`APPROVAL_KINDS`). Given only where its first sentence is a
 * plain yes and nothing in it asks, waits or takes back; refused where the first word is a plain no. Everything else is for a person to read:
 * a consent that was not meant is worse than one that must be asked for again.
 */
export function readAnswer(replyText: string): Answer {
  const text = replyText.normalize("NFC").replaceAll("\u2019", "'");
  const sentence = firstSentence(text);
  const words = sentence.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  if (NO.has(words[0] ?? "")) return NO_OBSTACLE.test(sentence) ? "unclear" : "refused";
  // Of the whole text: a reservation may stand beside the greeting.
  if (text.includes("?") || RESERVATION.test(text)) return "unclear";
  const isYes = words.some((word) => YES.has(word)) && words.every((word) => BESIDE_YES.has(word));
  return isYes ? "given" : "unclear";
}

/** The first after a greeting that stands on a line of its own. */
function firstSentence(text: string): string {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  if (lines.length > 1 && GREETING.test(lines[0] ?? "")) lines.shift();
  return (lines[0] ?? "").split(/[.!;:]/)[0] ?? "";
}

function wordsIn(list: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${list.split(" ").join("|")})(?![\\p{L}\\p{N}])`, "iu");
}
