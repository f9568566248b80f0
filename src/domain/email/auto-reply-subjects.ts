/**
 * How out-of-office and other automatic answers begin their subject, per language, lower-cased. A subject alone proves
 * nothing (people write "Out of office" too), so it counts only together with a second sign.
 */
export const AUTO_REPLY_SUBJECTS: Record<string, readonly string[]> = {
  da: [
    "automatisk svar",
    "autosvar",
    "fraværsmeddelelse",
    "fraværsbesked",
    "ikke på kontoret",
    "ferie autosvar",
    "jeg er på ferie",
    "autosvar:",
    "automatisk besked",
    "fravær:",
    "ikke til stede",
    "er på ferie",
    "holder ferie",
    "ferie:",
    "fraværende",
    "jeg er på barsel",
    "på barsel",
    "på orlov",
  ],
  en: [
    "automatic reply",
    "auto reply",
    "auto-reply",
    "autoreply",
    "auto response",
    "auto-response",
    "autoresponse",
    "automatic response",
    "automated reply",
    "automated response",
    "out of office",
    "out of the office",
    "out-of-office",
    "ooo:",
    "away from the office",
    "away from my mail",
    "on vacation",
    "vacation reply",
    "vacation notice",
    "vacation message",
    "[auto reply]",
    "auto:",
    "autoresponder",
    "i am out of office",
    "i'm out of office",
    "i am away",
    "not in the office",
    "annual leave",
    "on leave",
    "parental leave",
    "on parental leave",
    "maternity leave",
    "on maternity leave",
    "on sick leave",
  ],
  de: [
    "abwesenheitsnotiz",
    "automatische antwort",
    "abwesenheit",
    "automatische abwesenheit",
    "autom. antwort",
    "nicht im büro",
    "autoantwort",
    "auto-antwort",
    "automatische rückmeldung",
    "automatische eingangsbestätigung",
    "außer haus",
    "ich bin nicht im büro",
    "urlaub:",
    "abwesend:",
    "im urlaub",
    "in elternzeit",
  ],
  sv: [
    "autosvar",
    "automatiskt svar",
    "frånvaro",
    "frånvaromeddelande",
    "jag är inte på kontoret",
    "automatiskt meddelande",
    "ej på kontoret",
    "inte på kontoret",
    "semester:",
    "på semester",
    "frånvarande",
    "föräldraledig",
    "tjänstledig",
  ],
  no: [
    "automatisk svar",
    "fraværsmelding",
    "fravær",
    "ikke på kontoret",
    "ikke tilstede",
    "autosvar",
    "automatisk melding",
    "ikke til stede",
    "på ferie",
    "ute av kontoret",
    "fraværende",
    "foreldrepermisjon",
  ],
  nl: [
    "automatisch antwoord",
    "afwezigheid",
    "automatische reactie",
    "niet aanwezig",
    "buiten kantoor",
    "automatisch bericht",
    "afwezigheidsbericht",
    "afwezig:",
    "niet op kantoor",
    "out of office antwoord",
    "op vakantie",
    "met verlof",
    "zwangerschapsverlof",
  ],
  fr: [
    "réponse automatique",
    "reponse automatique",
    "absence du bureau",
    "absent du bureau",
    "message d'absence",
    "absence :",
    "absence:",
    "message automatique",
    "réponse d'absence",
    "je suis absent",
    "en congé",
    "absent(e)",
    "absent :",
    "absente :",
    "absent:",
    "congé maternité",
  ],
  es: [
    "respuesta automática",
    "respuesta automatica",
    "fuera de la oficina",
    "fuera de oficina",
    "contestación automática",
    "mensaje automático",
    "ausente de la oficina",
    "ausencia de oficina",
    "de vacaciones",
    "ausente:",
    "baja por maternidad",
  ],
  it: [
    "risposta automatica",
    "fuori sede",
    "fuori ufficio",
    "assente dall'ufficio",
    "messaggio automatico",
    "assenza dall'ufficio",
    "in ferie",
    "non sono in ufficio",
    "assente:",
    "assenza",
    "in maternità",
  ],
  pl: [
    "automatyczna odpowiedź",
    "autoodpowiedź",
    "autom. odpowiedź",
    "odpowiedź automatyczna",
    "poza biurem",
    "wiadomość automatyczna",
    "nieobecność w biurze",
    "nieobecny",
    "nieobecność:",
    "jestem poza biurem",
    "urlop:",
    "jestem na urlopie",
    "nieobecność",
  ],
  fi: [
    "automaattinen vastaus",
    "poissa toimistosta",
    "poissaoloviesti",
    "poissaoloilmoitus",
    "automaattinen viesti",
    "en ole toimistolla",
    "lomalla:",
    "olen lomalla",
    "poissa:",
    "vuosilomalla",
    "äitiyslomalla",
  ],
};

const WORDS = Object.values(AUTO_REPLY_SUBJECTS).flat();
/** Those that nobody has as a topic: they name the answer, not the absence. */
const NAMES = WORDS.filter((word) =>
  /auto(?!:)|meddelelse|besked|notiz|meddelande|melding|bericht|message|réponse|viesti|ilmoitus/.test(word),
);

/** See `autoReplySubject`. */
export type AutoReplySubject = "named" | "topic" | "bare" | "marked";

/** Whether a text is about such answers. */
export function speaksOfAutoReplies(text: string): boolean {
  const opening = text.slice(0, 1_000).toLowerCase();
  return NAMES.some((word) => opening.includes(word));
}

/**
 * Whether a subject begins like an automatic answer in any of the languages: where nothing goes on with the sentence (a colon or the
 * end) `"named"` if the words name the answer and `"topic"` if they tell of an absence, `"bare"` where words go on, `"marked"` behind
 * reply marks, where a person may have answered a mail of that subject; null when it does not. The tag of a ticket system may stand in front.
 */
export function autoReplySubject(subject: string): AutoReplySubject | null {
  const whole = subject.slice(0, 1_000).toLowerCase().trim();
  const isTagged = !WORDS.some((word) => whole.startsWith(word));
  const text = isTagged ? whole.replace(/^\[[^[\]]{1,60}\]\s*/, "") : whole;
  const behind = text.replace(/^(?:(?:re|sv|aw|vs|antw|tr|r|res|odp)\s*:\s*)+/, "");
  const found = WORDS.filter((word) => behind.startsWith(word));
  if (found.length === 0) return null;
  if (behind !== text) return "marked";
  const alone = found.filter((word) => word.endsWith(":") || /^\s*(?:$|[:：–(])/.test(text.slice(word.length)));
  if (alone.length === 0) return "bare";
  return alone.some((word) => NAMES.includes(word)) ? "named" : "topic";
}
