import type { NamedPerson, PersonPatterns } from "../../domain/privacy/person-patterns.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { Pseudonyms } from "./pseudonyms.ts";

/** Whom to erase: a canonical address, the names it was written with, and those that were given with the order. */
export interface ErasedPerson extends NamedPerson {
  /** Tickets of others that named them when they were last looked for. */
  readonly tickets?: readonly number[];
}

/** That a person is erased, as it is handed on to other databases. What is not later than `at` is erased. */
export interface ErasureNote {
  readonly code: string;
  readonly at: Instant;
}

export interface Erasure extends ErasureNote {
  readonly id: number;
  /** Null: it is not known yet whose code it is, as after a restore. */
  readonly person: ErasedPerson | null;
}

/** What an erasure works on. */
export interface ErasureOrder extends Erasure {
  readonly person: ErasedPerson;
  readonly patterns: PersonPatterns;
}

/** What there is to erase of an address, and what stands in the way. */
export interface ErasureSurvey {
  readonly names: readonly string[];
  readonly counts: Readonly<
    Record<"tickets" | "mails" | "othersTickets" | "sent" | "surveys" | "suppressions", number>
  >;
  /** Refs of their tickets that are not closed, at most ten. */
  readonly openTickets: readonly string[];
  /** Organisations kept in the database that name the address as a contact. */
  readonly contactOf: readonly string[];
}

/** The raw mail of an inbound email that names an erased person and was written by another. */
export interface NamingMail {
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

export interface ErasureStore {
  survey(person: { readonly address: string }): Promise<ErasureSurvey>;
  /** Begins, or begins anew for somebody who came back; one that is under way goes on. */
  begin(erasure: { code: string; person: ErasedPerson; reason: string }): Promise<Erasure>;
  /** Erasures known from elsewhere: those that are new, or later than what is known, are under way from now on. Gives how many. */
  learn(notes: readonly ErasureNote[]): Promise<number>;
  list(): Promise<ErasureNote[]>;
  listUnfinished(): Promise<Erasure[]>;
  /** The instant of the last erasure; null: there was none. */
  findLast(): Promise<Instant | null>;
  /** Of these codes those that were erased at `since` or later. */
  listErased(codes: readonly string[], since: Instant): Promise<ReadonlySet<string>>;
  /** Puts other bytes in the place of the raw mail of an inbound email. */
  replaceMailOf(inboundEmailId: number, bytes: Uint8Array): Promise<void>;
  /** Whose codes these are, among all addresses there are. */
  findPersons(codes: readonly string[], pads: Pseudonyms["pads"]): Promise<ReadonlyMap<string, ErasedPerson>>;

  /** Until this transaction has ended, an erasure that begins waits: what is written here may be of that person. */
  delayErasures(): Promise<void>;
  /** Waits until whatever is being filed or requested is committed: it may be of somebody whose erasure was not known yet when that began. */
  awaitFilings(): Promise<void>;
  /** Whom an erasure under way is about, so that it can go on when nothing else tells. */
  remember(id: number, person: ErasedPerson): Promise<void>;
  /** Tickets of the person that are still to be erased, locked, the oldest first. */
  lockTickets(order: ErasureOrder, limit: number): Promise<{ id: number; isOpen: boolean }[]>;
  eraseTickets(order: ErasureOrder, ticketIds: readonly number[]): Promise<void>;
  /** Tickets of others on which the person took part or is named. */
  listOthersTickets(order: Pick<ErasureOrder, "person" | "patterns" | "at">): Promise<number[]>;
  /** The names the address was written with, also by others on these tickets. */
  listNames(address: string, tickets: readonly number[]): Promise<string[]>;
  /** Mails of others that name the person on this ticket, or, with null, on none. */
  listNamingMails(order: ErasureOrder, ticketId: number | null): AsyncIterable<NamingMail>;
  /** Puts other bytes in the place of a raw mail, as it was read; false: it is another by now, and stays so. */
  replaceMail(mail: NamingMail, bytes: Uint8Array): Promise<boolean>;
  eraseFromTicket(order: ErasureOrder, ticketId: number): Promise<void>;
  /** Everything that belongs to no ticket, and in the end the person's own row. */
  eraseRest(order: ErasureOrder): Promise<void>;
  /** Mails that name the person and are on their way or rest: erased once that has an end. */
  countWaiting(order: ErasureOrder): Promise<number>;
  /** Takes examples of what was erased out of what the server knows of its columns. */
  forgetStatistics(): Promise<void>;
  finish(id: number): Promise<void>;
  /** Takes the bytes and words out of one inbound email that is filed. */
  forgetMail(inboundEmailId: number): Promise<void>;

  /** The sealed key of the codes; null: there is none yet. */
  findKey(): Promise<string | null>;
  /** Keeps a key where there is none, or in place of the one given; false when another process was there first. */
  keepKey(sealed: string, instead: string | null): Promise<boolean>;
}
