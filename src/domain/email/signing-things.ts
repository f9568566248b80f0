/** What a mail is sent from in a program's own line, in any of the languages: whole words, and beginnings of words. */
const WORDS = "mac app go road pc handy gsm lg htc cell aol gmx tdc ios";
const BEGINNINGS =
  "iphone ipad ipod android apple samsung galaxy huawei nokia sony xperia oneplus motorola blackberry windows outlook yahoo gmail hotmail icloud proton tuta thunderbird k-9 fairemail bluemail airmail mailspring superhuman zoho telenor mobil móvil phone smartphone smarttelefon telefon teléfono téléphone telefoon puhelim puhelin tablet surfplatta urządzen laite";
const either = (words: string): string => words.split(" ").join("|");

/** Whether a line, lower-cased, names a thing that programs sign with. */
export const THINGS = new RegExp(`(?:^|[^\\p{L}])(?:(?:${either(WORDS)})(?!\\p{L})|(?:${either(BEGINNINGS)}))`, "u");
