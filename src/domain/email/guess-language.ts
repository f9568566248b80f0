/** Short words that give a language away, the ones it shares with its neighbours left out or balanced. */
const WORDS: Record<string, readonly string[]> = {
  da: "jeg ikke det og er af til har med på hvad hvor også når så mange tak hilsen venlig kan vi få efter være blev hej fejl endnu mvh fået noget".split(
    " ",
  ),
  en: "the and is of to you that for with this have not are was please thanks hello we i it can my be regards hi what when dear".split(
    " ",
  ),
  sv: "jag inte och är av till har med på vad också när så tack hälsningar vänliga kan vi få efter det att hej vänlig något mig".split(
    " ",
  ),
  no: "jeg ikke og er av til har med på hva også når så takk hilsen vennlig kan vi få etter det være ble hei mvh fått noe meg".split(
    " ",
  ),
  de: "ich nicht und ist der die das den mit für auf sie wir haben bitte danke grüßen freundlichen hallo kann eine auch zu wird".split(
    " ",
  ),
  nl: "ik niet en het een van de dat met voor op wij hebben graag bedankt groet vriendelijke hallo kan ook zijn wordt".split(
    " ",
  ),
  fr: "je ne pas et est le la les des vous nous que pour avec dans merci bonjour cordialement une sur cette être".split(
    " ",
  ),
  es: "no y es el la los las que para con por una gracias hola saludos en esta como está del usted".split(" "),
  it: "non e è il la che per con una grazie ciao saluti di sono questo cordiali della come".split(" "),
  pl: "nie i jest w na się że do z proszę dziękuję pozdrawiam dzień dobry to jak dla".split(" "),
  fi: "en ja on ei että kiitos terveisin hei se mutta olen tämä kun voi myös".split(" "),
};
const KNOWN = Object.entries(WORDS).map(([language, list]) => ({ language, known: new Set(list) }));
const MAX_CHARACTERS = 5_000;
const MIN_HITS = 2;

/**
 * The language of a text by its commonest words: an ISO 639-1 code, or null where the text is too short or two
 * languages fit equally well (of Danish and Norwegian, Danish). Only the first 5,000 characters count.
 */
export function guessLanguage(text: string): string | null {
  const words = text
    .slice(0, MAX_CHARACTERS)
    .toLowerCase()
    .split(/[^\p{L}]+/u);
  const counts = KNOWN.map(({ language, known }) => ({
    language,
    hits: words.filter((word) => known.has(word)).length,
  }));
  counts.sort((a, b) => b.hits - a.hits);
  const [first, second] = counts;
  if (first === undefined || second === undefined || first.hits < MIN_HITS) return null;
  // Short Danish and Norwegian texts are often the same words; the desk speaks Danish.
  const isSame = first.language === "da" && second.language === "no";
  return first.hits > second.hits || isSame ? first.language : null;
}
