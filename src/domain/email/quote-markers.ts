import { withoutMarks } from "./quoted-headers.ts";

/** Words between dashes above an original or forwarded mail, lower-cased, and how a program announces one. */
const ORIGINAL = [
  "original message",
  "original-nachricht",
  "antwort nachricht",
  "originalnachricht",
  "original meddelelse",
  "originalmeddelelse",
  "oprindelig meddelelse",
  "oprindelig besked",
  "oprindelig mail",
  "oprindelig e-mail",
  "ursprüngliche nachricht",
  "ursprungligt meddelande",
  "originalmeddelande",
  "opprinnelig melding",
  "original e-mail",
  "original email",
  "message d'origine",
  "message original",
  "mail original",
  "courriel original",
  "mail originale",
  "mensaje original",
  "mensagem original",
  "messaggio originale",
  "oorspronkelijk bericht",
  "alkuperäinen viesti",
  "wiadomość oryginalna",
  "oryginalna wiadomość",
  "исходное сообщение",
  "původní zpráva",
  "původní e-mail",
  "eredeti üzenet",
  "original appointment",
  "reply message",
];
/** What ticket systems write of the line, whatever they call an answer. */
const AT_THE_LINE = [
  "above this line",
  "below this line",
  "above this text",
  "type your reply above",
  "over denne linje",
  "over denne linjen",
  "under denne linje",
  "skriv dit svar over",
  "skriv svaret ditt over",
  "skriv ditt svar ovanför",
  "ovanför denna rad",
  "ovanför den här raden",
  "antworten sie oberhalb",
  "oberhalb dieser zeile",
  "über dieser zeile",
  "unterhalb dieser zeile",
  "boven deze regel",
  "boven deze lijn",
  "au-dessus de cette ligne",
  "por encima de esta línea",
  "encima de esta línea",
  "sopra questa riga",
  "sopra a questa riga",
  "powyżej tej linii",
  "nad tą linią",
  "tämän rivin yläpuolelle",
];
/** Words that people put between dashes themselves: they count only alone between many. */
const ORIGINAL_ALONE = ["svar", "original", "原始邮件", "原邮件"];
/** What ticket systems put on top of their mails, below which an answer must not stand. */
const REPLY_ABOVE = ["reply above this line", "please reply above this line"];
const ENDS_REPLY_ABOVE = /^(?:[^\p{L}]*$| (?:to|and|or|if|when) )/u;
const FORWARDED = [
  "forwarded message",
  "forwarded by",
  "videresendt meddelelse",
  "videresendt besked",
  "videresendt melding",
  "videresendt af",
  "videresendt mail",
  "videresendt e-mail",
  "weitergeleitete nachricht",
  "weitergeleitete mail",
  "weitergeleitet von",
  "vidarebefordrat mejl",
  "vidarebefordrat av",
  "mail transféré",
  "transféré par",
  "doorgestuurd door",
  "inoltrato da",
  "reenviado por",
  "mensaje reenviado",
  "edelleenlähetetty viesti",
  "välitetty viesti",
  "message transmis",
  "message transféré",
  "továbbított üzenet",
  "messaggio inoltrato",
  "doorgestuurd bericht",
  "przekazana wiadomość",
  "treść przekazanej wiadomości",
  "wiadomość przesłana dalej",
  "mensagem reencaminhada",
  "mensagem encaminhada",
  "mesaj redirecționat",
  "пересылаемое сообщение",
  "перенаправленное сообщение",
  "preposlaná správa",
  "přeposlaná zpráva",
  "vidarebefordrat meddelande",
  "iletilmiş mesaj",
  "iletilen ileti",
  "перенаправлене повідомлення",
  "переслане повідомлення",
  "proslijeđena poruka",
  "メッセージを転送",
  "転送メッセージ",
  "fwd.msg",
  "edastatud kiri",
];
const ANNOUNCED = [
  "begin forwarded message",
  "start på videresendt besked",
  "začátek přeposílané zprávy",
  "anfang der weitergeleiteten nachricht",
  "inicio del mensaje reenviado",
  "välitetty viesti alkaa",
  "début du message réexpédié",
  "début du message transféré",
  "započni proslijeđenu poruku",
  "továbbított levél kezdete",
  "inizio messaggio inoltrato",
  "begin doorgestuurd bericht",
  "videresendt melding",
  "początek przekazywanej wiadomości",
  "início da mensagem reencaminhada",
  "início da mensagem encaminhada",
  "începe mesajul redirecționat",
  "начало переадресованного сообщения",
  "začiatok preposlanej správy",
  "vidarebefordrat mejl",
  "vidarebefordrat brev",
  "vidarebefordrat meddelande",
  "start på videresendt e-mail",
  "start på videresendt mail",
  "ileti başlangıcı",
  "початок листа, що пересилається",
  "forwarded message",
];

/** What a line announces: the mail answered, the mail forwarded, or nothing. */
export type QuoteMarker = "original" | "forwarded" | null;

/** Reads `-----Oprindelig meddelelse-----`, `Begin forwarded message:` and their like in one look at the line's start. */
export function readQuoteMarker(line: string): QuoteMarker {
  if (isArrowed(line)) return "original";
  const text = plain(withoutMarks(line).slice(0, 120));
  if (/^[-=_~#]/.test(text)) return betweenDashes(text);
  if (REPLY_ABOVE.some((words) => text.startsWith(words) && ENDS_REPLY_ABOVE.test(text.slice(words.length))))
    return "original";
  return announces(text) ? "forwarded" : null;
}

/** `Begin forwarded message:`: words that a person may write as well. */
export function isAnnouncement(line: string): boolean {
  return announces(plain(withoutMarks(line).slice(0, 120)));
}

function announces(text: string): boolean {
  const isAnnounced = text.endsWith(":") || text.endsWith("：");
  return isAnnounced && ANNOUNCED.some((words) => text.slice(0, -1).trim() === words);
}

/** Whether a line is nothing but the words of a mark, as some phones write it: only a header block below proves it. */
export function isBareMarker(line: string): boolean {
  const text = plain(line.slice(0, 120));
  return ORIGINAL.includes(text) || FORWARDED.includes(text);
}

/** GroupWise: `>>> Name <address> 18-11-2026 10:12 >>>`. */
function isArrowed(line: string): boolean {
  return line.length < 300 && line.startsWith(">>> ") && line.trimEnd().endsWith(" >>>") && /\d[:.]\d\d/.test(line);
}

/** Lower-cased, with one kind of dash and of apostrophe. Lower-casing a Turkish capital leaves a dot of its own behind. */
function plain(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replaceAll("\u0307", "")
    .replace(/[\u2010-\u2015]/g, "-")
    .replaceAll("\u2019", "'");
}

/**
 * A bullet ("- forwarded messages are lost") and a heading of a person's own ("--- Svar 1 ---") are no marks: one takes two dashes in
 * front, and behind the words either nothing, more dashes, or in front so many that nobody types them.
 */
function betweenDashes(text: string): QuoteMarker {
  const words = text.replace(/^[-=_~#\s]+|[-=_~#\s:]+$/g, "");
  const inFront = text.length - text.replace(/^[-=_~#\s]+/, "").length;
  if (inFront < 2 || !/^[-=_~#]{2}/.test(text)) return null;
  const isMark = (marker: string): boolean =>
    words === marker || (words.startsWith(marker) && (inFront >= 5 || /[-=_~#]{2}/.test(text.slice(inFront))));
  if (FORWARDED.some(isMark)) return "forwarded";
  const isClosed = words !== text.replace(/^[-=_~#\s]+/, "");
  if (isClosed && AT_THE_LINE.some((line) => words.includes(line))) return "original";
  return ORIGINAL.some(isMark) || (inFront >= 5 && ORIGINAL_ALONE.includes(words)) ? "original" : null;
}
