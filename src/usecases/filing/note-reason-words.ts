import type { Bilingual } from "../../domain/desk/language.ts";
import type { NoteReason } from "../../domain/filing/judge-agent-mail.ts";

/** Why a mail in an agent's name was not obeyed, for people. */
export function explainRefusal(reason: NoteReason): Bilingual {
  return WORDS[reason];
}

const WORDS: Readonly<Record<NoteReason, Bilingual>> = {
  "no-plain-yes": {
    da: "Svaret er ikke et rent ja, så mailen, der venter, er ikke sendt. Har medarbejderen skrevet den, er et ja alene nok.",
    en: "The answer is not a plain yes, so the mail that waits was not sent. If the agent wrote it, yes and nothing else is enough.",
  },
  "confirmation-expired": {
    da: "Svaret kom for sent, så mailen, der ventede, er ikke sendt. Den skal sendes igen og bekræftes i tide.",
    en: "The answer came too late, so the mail that waited was not sent. It has to be sent again and confirmed in time.",
  },
  "confirmation-used": {
    da: "Mailen, der ventede, er allerede bekræftet en gang. Svaret har ikke sendt noget.",
    en: "The mail that waited was confirmed before. The answer sent nothing.",
  },
  "confirmation-changed": {
    da: "Mailen, der ventede, er ikke længere den, der blev vist. Den er ikke sendt og skal sendes igen.",
    en: "The mail that waited is no longer the one that was shown. It was not sent and has to be sent again.",
  },
  "no-token": {
    da: "Mailen kom ikke til svaradressen fra en besked om sagen. Den er gemt som note. Svar på beskeden for at skrive til kunden.",
    en: "The mail did not come to the reply address of a notice about the ticket. It was kept as a note. Answer the notice to write to the requester.",
  },
  expired: {
    da: "Svaradressen er udløbet. Mailen er gemt som note. Svar på en nyere besked om sagen.",
    en: "The reply address has expired. The mail was kept as a note. Answer a newer notice about the ticket.",
  },
  unproved: {
    da: "DMARC beviser ikke, hvem der har sendt mailen.",
    en: "DMARC does not prove who sent the mail.",
  },
  "other-sender": {
    da: "Svaradressen tilhører en anden medarbejder end afsenderen. Mailen er gemt som note. En medarbejder skal svare på sin egen besked om sagen.",
    en: "The reply address belongs to another agent than the sender. The mail was kept as a note. An agent has to answer their own notice about the ticket.",
  },
  "ambiguous-sender": {
    da: "Mailen har ikke præcis én afsender.",
    en: "The mail does not have exactly one sender.",
  },
  automatic: {
    da: "Mailen er sendt af en maskine, for eksempel som autosvar.",
    en: "A machine sent the mail, for example an automatic reply.",
  },
  "may-not-write": {
    da: "Medarbejderen har ikke længere adgang til at skrive til sager.",
    en: "The agent may not write to tickets any more.",
  },
};
