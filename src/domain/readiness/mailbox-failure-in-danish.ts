/** By the codes under which a mailbox's failure is kept. */
const SENTENCES: Readonly<Record<string, string>> = {
  "login-refused": "Ret bruger og adgangskode i postkassens IMAP-URL; svartid check prøver dem med det samme.",
  "login-unavailable": "Mailserveren tager ikke imod login lige nu; supporten prøver igen af sig selv.",
  "token-refused":
    "Udbyderen afviste at give et adgangstoken: samtykket er trukket tilbage eller udløbet, eller klienten er ikke rigtig. Giv samtykket igen, og sæt det nye refreshToken; svartid check siger, hvad udbyderen svarede.",
  "token-revoked":
    "Mailserveren afviser et nyt adgangstoken: samtykket eller tokenet er trukket tilbage, eller det dækker ikke postkassen. Giv samtykket igen, og sæt det nye refreshToken; svartid check prøver med det samme.",
  "token-unavailable":
    "Udbyderen gav intet adgangstoken: se efter, at tokenUrl er rigtig og kan nås. Supporten prøver igen af sig selv.",
  "certificate-refused":
    "Mailserverens certifikat er ikke til at stole på: skriv værten med det navn, der står i certifikatet, eller få certifikatet fornyet.",
  "tls-failed":
    "Mailserveren gav ingen beskyttet forbindelse: brug imaps:// med dens TLS-port, eller imap:// med STARTTLS slået til på serveren.",
  unreachable:
    "Mailserveren kan ikke nås: se efter, at vært og port i postkassens IMAP-URL er rigtige, og at serveren kører.",
  "folder-missing": "Mappen findes ikke i postkassen: opret den, eller ret postkassens folder i desk.yaml.",
  "connection-lost": "Forbindelsen til mailserveren blev afbrudt; supporten opretter en ny af sig selv.",
  "opening-too-slow":
    "Mailserveren svarer, men åbner ikke mappen: spørg den, der driver serveren, hvad der holder den op.",
  "no-uidvalidity":
    "Mailserveren giver mappen intet UIDVALIDITY, så ingen kan vide, hvad der er læst: få serveren repareret, eller lad den levere over LMTP_LISTEN. Mailene venter dér.",
  "mails-withheld":
    "Mailserveren viser mails, som den ikke udleverer: reparer postkassen dér, og kør så svartid audit.",
};
const OTHER = "Kør svartid check: den prøver postkassen med det samme og siger, hvad der er galt.";

/** What to do about a mailbox that cannot be read, by the code of its failure; one that is not known, or null, has the sentence for all. */
export function mailboxFailureInDanish(code: string | null): string {
  return code === null || !Object.hasOwn(SENTENCES, code) ? OTHER : (SENTENCES[code] ?? OTHER);
}
