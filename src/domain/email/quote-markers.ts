import { withoutMarks } from "./quoted-headers.ts";

/** Words between dashes above an original or forwarded mail, lower-cased, and how a program announces one. */
const ORIGINAL = [
  "original message",
  "original-nachricht",
  "antwort nachricht",
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
  "mensaje original",
  "mensagem original",
  "messaggio originale",
  "oorspronkelijk bericht",
  "alkuperäinen viesti",
  "wiadomość oryginalna",
  "исходное сообщение",
  "původní zpráva",
  "původní e-mail",
  "eredeti üzenet",
  "original appointment",
  "reply message",
  "svar",
  "reply above this line",
];
const FORWARDED = [
  "forwarded message",
  "forwarded by",
  "videresendt meddelelse",
  "videresendt besked",
  "videresendt melding",
  "weitergeleitete nachricht",
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
  "ileti başlangıcı",
  "початок листа, що пересилається",
  "forwarded message",
];

/** What a line announces: the mail answered, the mail forwarded, or nothing. */
export type QuoteMarker = "original" | "forwarded" | null;

/** Reads `-----Oprindelig meddelelse-----`, `Begin forwarded message:` and their like in one look at the line's start. */
export function readQuoteMarker(line: string): QuoteMarker {
  // Lower-casing a Turkish capital leaves a dot of its own behind.
  const text = withoutMarks(line).slice(0, 120).trim().toLowerCase().replaceAll("\u0307", "");
  if (text.startsWith("-") || text.startsWith("=") || text.startsWith("_") || text.startsWith("~"))
    return betweenDashes(text);
  const announced = text.endsWith(":") || text.endsWith("：");
  return announced && ANNOUNCED.some((words) => text.slice(0, -1).trim() === words) ? "forwarded" : null;
}

function betweenDashes(text: string): QuoteMarker {
  const words = text.replace(/^[-=_~\s]+|[-=_~\s:]+$/g, "");
  if (FORWARDED.some((marker) => words.startsWith(marker))) return "forwarded";
  return ORIGINAL.some((marker) => words.startsWith(marker)) && /^[-=_~]{2}/.test(text) ? "original" : null;
}
