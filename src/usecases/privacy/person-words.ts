import type { Language } from "../../domain/desk/language.ts";
import type { PersonSection } from "../ports/person-store.ts";

/** The words of what is handed over to a person. A column without a word is shown under its own name. */
export interface PersonWords {
  readonly title: string;
  readonly person: string;
  readonly made: string;
  readonly about: readonly string[];
  readonly none: string;
  readonly letter: string;
  readonly sections: Readonly<Record<PersonSection, string>>;
  readonly columns: Readonly<Record<string, string>>;
}

export const PERSON_WORDS: Readonly<Record<Language, PersonWords>> = {
  da: {
    title: "Oplysninger om dig",
    person: "Adresse",
    made: "Trukket",
    about: [
      "Her står alt, hvad vores support har registreret om dig. De samme oplysninger ligger i data-mappen som JSON, og dine mails ligger i mails-mappen, som de blev modtaget og sendt.",
      "Hvad andre har skrevet på dine sager, er ikke med, og vores medarbejdere er ikke nævnt ved navn. Oplysningerne findes også i vores sikkerhedskopier, indtil de er for gamle.",
    ],
    none: "Ingen.",
    letter: "åbn",
    sections: {
      person: "Stamoplysninger",
      tickets: "Sager, du har oprettet",
      messages: "Beskeder",
      attachments: "Vedhæftede filer",
      events: "Hvad der skete på dine sager",
      promises: "Svarfrister",
      questions: "Spørgsmål, du blev stillet",
      surveys: "Tilfredshed",
      time: "Tid brugt på dine sager",
      changes: "Ændringer, der blev installeret",
      takes_part: "Andres sager, du står på",
      named_on: "Andres sager, hvor du er nævnt",
      mails_received: "Mails fra dig",
      mails_sent: "Mails til dig",
      posted: "Sendt videre til andre systemer",
      notices: "Meddelelser om nye versioner",
      contact_of: "Kontaktperson for",
      suppression: "Adressen får ingen mail",
      automatic_answers: "Automatiske svar til dig",
    },
    columns: {
      ...{ address: "Adresse", name: "Navn", language: "Sprog", created_at: "Oprettet", ticket: "Sag", ref: "Sag" },
      ...{ subject: "Emne", state: "Tilstand", level: "Prioritet", organisation: "Organisation", service: "Ydelse" },
      ...{ activity: "Aktivitet", coverage: "Dækning", opened_at: "Åbnet", resolved_at: "Løst", closed_at: "Lukket" },
      ...{ former_number: "Tidligere nummer", direction: "Retning", author: "Fra", text: "Tekst", sent_at: "Sendt" },
      ...{ mail: "Mail", message: "Besked", filename: "Fil", content_type: "Type", size: "Byte", at: "Tidspunkt" },
      ...{
        type: "Hændelse",
        actor: "Af",
        kind: "Art",
        started_at: "Begyndt",
        deadline_at: "Frist",
        met_at: "Overholdt",
      },
      ...{ breached_at: "Overskredet", asked: "Om", question: "Spørgsmål", asked_at: "Stillet", outcome: "Udfald" },
      ...{ answered_at: "Besvaret", answer: "Svar", score: "Karakter", comment: "Kommentar", minutes: "Minutter" },
      ...{ cause: "Årsag", billable: "Faktureres", module: "Modul", version: "Version", added_at: "Siden" },
      ...{ channel: "Kanal", decision: "Afgørelse", message_id: "Message-ID", received_at: "Modtaget", class: "Art" },
      ...{ delivery: "Levering", answer_of_server: "Serverens svar", webhook: "Modtager", event: "Hændelse" },
      ...{ delivered_at: "Leveret", left_out: "Udeladt", published_at: "Udgivet", changed_at: "Ændret", why: "Grund" },
    },
  },
  en: {
    title: "What is held about you",
    person: "Address",
    made: "Taken",
    about: [
      "This is everything our support desk holds about you. The same is in the folder data as JSON, and your mails are in the folder mails as they came in and went out.",
      "What others wrote on your tickets is left out, and our colleagues are not named. The same data is in our backups until those are too old.",
    ],
    none: "None.",
    letter: "open",
    sections: {
      person: "Who you are",
      tickets: "Tickets you opened",
      messages: "Messages",
      attachments: "Attached files",
      events: "What happened on your tickets",
      promises: "Promised times",
      questions: "Questions you were asked",
      surveys: "Satisfaction",
      time: "Time spent on your tickets",
      changes: "Changes that were installed",
      takes_part: "Tickets of others you are on",
      named_on: "Tickets of others that name you",
      mails_received: "Mails from you",
      mails_sent: "Mails to you",
      posted: "Passed on to other systems",
      notices: "Notices of new versions",
      contact_of: "Contact of",
      suppression: "The address gets no mail",
      automatic_answers: "Automatic answers to you",
    },
    columns: {
      ...{
        created_at: "Created",
        former_number: "Former number",
        sent_at: "Sent",
        content_type: "Type",
        size: "Bytes",
      },
      ...{ opened_at: "Opened", resolved_at: "Resolved", closed_at: "Closed", started_at: "Begun", deadline_at: "Due" },
      ...{ met_at: "Met", breached_at: "Breached", asked_at: "Asked", answered_at: "Answered", added_at: "Since" },
      ...{ message_id: "Message-ID", received_at: "Received", answer_of_server: "The server's answer", author: "From" },
      ...{ delivered_at: "Delivered", left_out: "Left out", published_at: "Published", changed_at: "Changed" },
    },
  },
};
