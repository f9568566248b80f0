/** How automatic answers tell that somebody is away, per language, lower-cased. The first person tells them from mails about absences. */
export const ABSENCES: Record<string, readonly string[]> = {
  da: [
    "jeg er på ferie",
    "jeg er p.t.",
    "jeg holder ferie",
    "jeg er ikke på kontoret",
    "jeg er ikke til stede",
    "jeg er væk",
    "jeg er fraværende",
    "jeg er på barsel",
    "jeg er tilbage",
  ],
  en: [
    "i am out of",
    "i'm out of",
    "i am currently out",
    "i will be out of",
    "i am away",
    "i'm away",
    "i am on leave",
    "i'm on leave",
    "i am on vacation",
    "i'm on vacation",
    "i am on holiday",
    "i am currently on",
    "i will be away",
    "i have limited access",
    "limited access to",
    "out of the office until",
  ],
  de: [
    "ich bin bis",
    "ich bin vom",
    "ich bin derzeit",
    "ich bin zurzeit",
    "ich bin momentan",
    "ich bin aktuell",
    "ich bin im urlaub",
    "ich bin ab dem",
    "ich bin nicht im",
    "ich bin außer haus",
  ],
  sv: [
    "jag är på semester",
    "jag har semester",
    "jag är inte på kontoret",
    "jag är borta",
    "jag är ledig",
    "jag är tjänstledig",
    "jag är tillbaka",
  ],
  no: [
    "jeg er på ferie",
    "jeg har ferie",
    "jeg er ikke på kontoret",
    "jeg er ikke til stede",
    "jeg er ute av kontoret",
    "jeg er tilbake",
  ],
  nl: [
    "ik ben afwezig",
    "ik ben niet aanwezig",
    "ik ben op vakantie",
    "ik ben met vakantie",
    "ik ben met verlof",
    "ik ben niet op kantoor",
    "ik ben momenteel",
  ],
  fr: [
    "je suis absent",
    "je suis actuellement",
    "je suis en congé",
    "je suis en vacances",
    "je serai absent",
    "je serai de retour",
  ],
  es: [
    "estoy fuera",
    "estoy de vacaciones",
    "estoy ausente",
    "estaré fuera",
    "me encuentro fuera",
    "me encuentro de vacaciones",
  ],
  it: ["sono fuori", "sono in ferie", "sono assente", "sarò assente", "sarò fuori", "non sono in ufficio"],
  pl: ["jestem na urlopie", "jestem poza biurem", "jestem nieobecn", "przebywam na urlopie", "będę nieobecn"],
  fi: ["olen lomalla", "olen poissa", "olen vuosilomalla", "en ole toimistolla", "en ole paikalla", "palaan"],
};
/** How automatic answers tell that somebody is gone for good, or that all are away. */
const GONE = [
  "er ikke længere ansat",
  "arbejder ikke længere",
  "ikke længere hos",
  "jeg er stoppet",
  "er stoppet i",
  "er stoppet hos",
  "vi holder lukket",
  "kontoret holder lukket",
  "no longer works at",
  "no longer works for",
  "no longer working",
  "no longer with the company",
  "no longer employed",
  "have left the company",
  "has left the company",
  "our office is closed",
  "our offices are closed",
  "limited email access",
  "limited e-mail access",
  "nicht mehr für uns tätig",
  "nicht mehr im unternehmen",
  "unser büro ist geschlossen",
  "arbetar inte längre",
  "har slutat på",
  "jobber ikke lenger",
  "har sluttet i",
  "niet meer werkzaam",
  "ne travaille plus",
  "ne fait plus partie",
  "ya no trabaja",
  "non lavora più",
  "już nie pracuje",
  "nie pracuje już",
  "ei työskentele enää",
];
/** How desks and people who are away confirm a mail. What somebody else may get is no mail: "we have received your invoice twice". */
export const RECEIPTS: Record<string, readonly string[]> = {
  da: [
    "tak for din mail",
    "tak for din e-mail",
    "tak for din henvendelse",
    "modtaget din mail",
    "modtaget din e-mail",
    "modtaget din henvendelse",
  ],
  en: [
    "thank you for your e-mail",
    "thank you for your email",
    "thank you for your mail",
    "thank you for your message",
    "thank you for contacting",
    "thanks for contacting",
    "thank you for reaching out",
    "thanks for reaching out",
    "thanks for your e-mail",
    "thanks for your email",
    "received your e-mail",
    "received your email",
    "received your mail",
    "received your message",
    "received your request",
    "received your enquiry",
    "received your inquiry",
  ],
  de: [
    "dank für ihre nachricht",
    "dank für ihre e-mail",
    "dank für ihre mail",
    "dank für ihre anfrage",
    "danke für ihre",
    "ihre nachricht erhalten",
    "ihre e-mail erhalten",
    "ihre anfrage erhalten",
  ],
  sv: ["tack för ditt mail", "tack för ditt mejl", "tack för ditt meddelande", "tagit emot ditt"],
  no: [
    "takk for din e-post",
    "takk for din henvendelse",
    "takk for e-posten",
    "mottatt din e-post",
    "mottatt din henvendelse",
  ],
  nl: ["bedankt voor uw", "dank voor uw", "uw bericht ontvangen", "uw e-mail ontvangen"],
  fr: [
    "merci pour votre message",
    "merci pour votre mail",
    "merci de votre message",
    "bien reçu votre message",
    "bien reçu votre mail",
    "bien reçu votre demande",
    "nous accusons réception",
  ],
  es: [
    "gracias por su correo",
    "gracias por su mensaje",
    "recibido su correo",
    "recibido su mensaje",
    "recibido su solicitud",
  ],
  it: [
    "grazie per la sua mail",
    "grazie per la sua e-mail",
    "grazie per la sua richiesta",
    "grazie per averci",
    "ricevuto la sua mail",
    "ricevuto la sua e-mail",
    "ricevuto la sua richiesta",
  ],
  pl: [
    "dziękuję za wiadomość",
    "dziękujemy za wiadomość",
    "dziękujemy za kontakt",
    "otrzymaliśmy twoją wiadomość",
    "otrzymaliśmy państwa wiadomość",
  ],
  fi: ["kiitos viestistäsi", "kiitos yhteydenotostasi", "vastaanottaneet viestisi"],
};
const AWAY = [...Object.values(ABSENCES).flat(), ...GONE];
const CONFIRMED = Object.values(RECEIPTS).flat();

/** How a machine says that nobody wrote its mail. */
const AUTOMATIC = [
  "dette er en automatisk",
  "dette er et automatisk",
  "denne mail er automatisk",
  "denne e-mail er automatisk",
  "this is an automated",
  "this is an automatic",
  "this is an auto-",
  "this message has been automatically generated",
  "this message was automatically generated",
  "this email was automatically generated",
  "dies ist eine automat",
  "diese e-mail wurde automatisch",
  "diese nachricht wurde automatisch",
  "detta är ett automat",
  "dette er en automatisert",
  "dit is een automat",
  "ceci est un message automatique",
  "ceci est une réponse automatique",
  "este es un mensaje automático",
  "este mensaje ha sido generado automáticamente",
  "questo è un messaggio automatico",
  "questa è una risposta automatica",
  "to jest automatyczn",
  "wiadomość wygenerowana automatycznie",
  "tämä on automaattinen",
];
const MAX_OPENING = 400;

/** Whether a text begins as that of somebody who tells that he is away, or gone. */
export function tellsOfAbsence(text: string): boolean {
  const opening = plain(text);
  return AWAY.some((words) => opening.includes(words));
}

/** Whether a text begins as one that confirms the mail it answers. */
export function confirmsReceipt(text: string): boolean {
  const opening = plain(text);
  return CONFIRMED.some((words) => opening.includes(words));
}

/** Whether a text says within its first words that it is automatic. */
export function saysSoItself(text: string): boolean {
  const opening = plain(text);
  return AUTOMATIC.some((words) => opening.includes(words));
}

/** Whether a question stands within the first words. Who is away asks nothing. */
export function asksInOpening(text: string): boolean {
  return /\?(?:\s|$)/.test(plain(text));
}

function plain(text: string): string {
  return text.slice(0, MAX_OPENING).toLowerCase().replaceAll("\u2019", "'").replace(/\s+/g, " ");
}
