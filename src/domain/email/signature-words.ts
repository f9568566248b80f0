/** Lines a phone or a mail program signs with, lower-cased beginnings. */
const PROGRAM_SIGNATURES = [
  "sent from my ",
  "sent from iphone",
  "sent from ipad",
  "sent from mobile",
  "sent from outlook",
  "sent from mail for",
  "sent from yahoo",
  "sent from samsung",
  "sent from a ",
  "sent from an ",
  "sent from the ",
  "sent from proton",
  "sent via ",
  "sent on the ",
  "sent with ",
  "sent using ",
  "sent by ",
  "sendt fra ",
  "sendt via ",
  "sendt med ",
  "hent outlook",
  "get outlook for",
  "skickat från ",
  "von meinem ",
  "gesendet von ",
  "gesendet mit ",
  "envoyé de ",
  "envoyé à partir",
  "from my iphone",
  "from my android",
  "diese nachricht wurde von",
  "envoyé depuis ",
  "enviado desde ",
  "enviado do ",
  "inviato da ",
  "verzonden vanaf ",
  "verstuurd vanaf ",
  "wysłane z ",
  "lähetetty ",
  "отправлено с ",
  "enviada do ",
  "trimis de pe ",
  "odesláno z",
  "sänt från ",
  "diese nachricht wurde von meinem",
  "connected by ",
  "iphoneから送信",
];
const SIGN_OFFS = [
  "med venlig hilsen",
  "med venlige hilsner",
  "venlig hilsen",
  "venlige hilsner",
  "mange hilsner",
  "mange hilsener",
  "de bedste hilsner",
  "bedste hilsner",
  "bedste hilsen",
  "kærlig hilsen",
  "hilsen",
  "hilsner",
  "mvh",
  "m.v.h",
  "vh",
  "kh",
  "v.h",
  "best regards",
  "kind regards",
  "warm regards",
  "regards",
  "with regards",
  "with kind regards",
  "with best regards",
  "best wishes",
  "sincerely",
  "yours sincerely",
  "yours truly",
  "yours faithfully",
  "cheers",
  "best",
  "many thanks and regards",
  "thanks and regards",
  "thanks & regards",
  "br",
  "mit freundlichen grüßen",
  "mit freundlichen gruessen",
  "freundliche grüße",
  "viele grüße",
  "beste grüße",
  "mfg",
  "lg",
  "gruß",
  "grüße",
  "med vänliga hälsningar",
  "med vänlig hälsning",
  "vänliga hälsningar",
  "vänlig hälsning",
  "hälsningar",
  "med vennlig hilsen",
  "vennlig hilsen",
  "cordialement",
  "bien à vous",
  "saludos",
  "un saludo",
  "cordiali saluti",
  "distinti saluti",
  "met vriendelijke groet",
  "vriendelijke groet",
  "groeten",
  "pozdrawiam",
  "terveisin",
  "ystävällisin terveisin",
  "atenciosamente",
];

/** "Sendt fra min iPhone" and its like. */
export function isProgramSignature(line: string): boolean {
  const text = line
    .trim()
    .replace(/^[*_<([]+/, "")
    .toLowerCase();
  return text.length <= 120 && PROGRAM_SIGNATURES.some((words) => text.startsWith(words));
}

/** "Med venlig hilsen", alone on its line or with a name behind. */
export function isSignOff(line: string): boolean {
  if (line.length > 100) return false;
  const text = line
    .trim()
    .toLowerCase()
    .replace(/^[*_]+|[*_]+$/g, "");
  if (text === "" || text.length > 60) return false;
  return SIGN_OFFS.some(
    (words) =>
      text === words ||
      (text.startsWith(words) && /^[\s,.!/\n]/.test(text.slice(words.length)) && text.length - words.length <= 30),
  );
}
