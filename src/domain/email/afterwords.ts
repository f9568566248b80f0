import { isNameAlone } from "./sign-off.ts";
import { endsInQuestion, isSentence, MIN_SENTENCE_WORDS } from "./spoken-lines.ts";

const MAX_NAME_LINES = 2;
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

/** What is said under mails of printing them, of a company, or by somebody wise. */
const SLOGAN =
  /miljø|miljö|environment|umwelt|milieu|ambiente|środowisk|ympäristö|planet|\bmail|(?:^|[^\p{L}])(?:we|our|us|vi|vores|wir|unsere?|wij|nous|notre|nosotros|noi|nostr[aoie]|vår[at]?|since|siden|seit|depuis)(?![\p{L}])|https?:|www\.|\S@\S|^["“„»«]/iu;

/** Words that somebody had yet to say when the mail was signed already. */
export function goesOn(line: string): boolean {
  const text = line.trim();
  return (
    [POSTSCRIPT, UPDATE, AFTERTHOUGHT].some((words) => words.test(text)) ||
    endsInQuestion(line) ||
    isAddressedToUs(line)
  );
}

/** "The printer is down as well." in a paragraph of its own below nothing but a name. Companies put more than that in between. */
export function saysMore(below: readonly string[]): boolean {
  const name = below.findIndex((line) => line.trim() !== "");
  const gap = name < 0 ? -1 : below.findIndex((line, at) => at >= name && line.trim() === "");
  const above = below.slice(0, Math.max(0, gap)).filter((line) => line.trim() !== "");
  if (above.length === 0 || above.length > MAX_NAME_LINES || !above.every(isNameAlone)) return false;
  const next = below.slice(gap).find((line) => line.trim() !== "") ?? "";
  const count = next.trim().split(/\s+/, MIN_SENTENCE_WORDS).length;
  return count === MIN_SENTENCE_WORDS && /^\p{Lu}.*[.!]$/u.test(next.trim()) && !isOfCompany(next);
}

/** What companies write under every mail: of mails, of the world, and of what they are. */
function isOfCompany(line: string): boolean {
  return line.length > 2_000 || isDisclaimer(line) || SLOGAN.test(line);
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

/** What companies write of mails, and nobody else. */
export function isDisclaimer(line: string): boolean {
  const words = line.slice(0, 2_000);
  return new Set(words.toLowerCase().match(DISCLAIMER)).size >= 2 && !SPEAKER.test(words);
}
