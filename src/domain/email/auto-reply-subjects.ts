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
    "[auto reply]",
    "auto:",
  ],
  de: [
    "abwesenheitsnotiz",
    "automatische antwort",
    "abwesenheit",
    "automatische abwesenheit",
    "autom. antwort",
    "nicht im büro",
  ],
  sv: ["autosvar", "automatiskt svar", "frånvaro", "frånvaromeddelande", "jag är inte på kontoret"],
  no: ["automatisk svar", "fraværsmelding", "fravær", "ikke på kontoret", "ikke tilstede"],
  nl: ["automatisch antwoord", "afwezigheid", "automatische reactie", "niet aanwezig", "buiten kantoor"],
  fr: ["réponse automatique", "reponse automatique", "absence du bureau", "absent du bureau", "message d'absence"],
  es: ["respuesta automática", "respuesta automatica", "fuera de la oficina", "fuera de oficina"],
  it: ["risposta automatica", "fuori sede", "fuori ufficio", "assente dall'ufficio"],
  pl: ["automatyczna odpowiedź", "autoodpowiedź", "odpowiedź automatyczna", "poza biurem"],
  fi: ["automaattinen vastaus", "poissa toimistosta", "poissaoloviesti", "poissaoloilmoitus"],
};

/** Whether a subject begins (after reply marks) like an automatic answer in any of the languages. */
export function isAutoReplySubject(subject: string): boolean {
  const text = subject
    .toLowerCase()
    .replace(/^\s*(?:(?:re|sv|aw|vs|antw|tr)\s*:\s*)+/, "")
    .trim();
  return Object.values(AUTO_REPLY_SUBJECTS).some((words) => words.some((word) => text.startsWith(word)));
}
