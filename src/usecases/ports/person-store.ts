import type { Language } from "../../domain/desk/language.ts";
import type { Instant } from "../../domain/time/instant.ts";

/** What is held about somebody, under one heading: rows as they are handed over, in the order they came about. */
export interface PersonRecords {
  readonly name: PersonSection;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

export const PERSON_SECTIONS = [
  "person",
  "tickets",
  "messages",
  "attachments",
  "events",
  "promises",
  "questions",
  "surveys",
  "time",
  "changes",
  "takes_part",
  "named_on",
  "mails_received",
  "mails_sent",
  "posted",
  "notices",
  "contact_of",
  "suppression",
  "automatic_answers",
] as const;

export type PersonSection = (typeof PERSON_SECTIONS)[number];

export interface PersonStore {
  /** Everything in which a canonical address has a part; a section without rows is there and empty. `given` are names to look for on tickets of others. */
  describe(
    person: { readonly address: string; readonly given: readonly string[] },
    now: Instant,
  ): Promise<PersonRecords[]>;
  /** The language the person is written to; null where nobody of that address ever opened a ticket. */
  findLanguage(address: string): Promise<Language | null>;
  /** The bytes of a mail: `received` by the id of its inbound email, `sent` by that of its outbox; null when they are gone. */
  readMail(direction: "received" | "sent", id: number): Promise<Uint8Array | null>;
}
