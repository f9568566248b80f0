import type { Instant } from "../../domain/time/instant.ts";

/** Counts the automatic answers that were sent, for the brakes on loops and relayed spam. */
export interface AutomaticAnswerStore {
  /** `bodyCode` stands for the words that were answered; null: they do not matter. */
  record(address: string, at: Instant, bodyCode: string | null): Promise<void>;
  /** Holds the address until the transaction ends: whoever asks for it meanwhile waits, and then counts what was recorded. */
  lock(address: string): Promise<void>;
  /**
   * Answers to the address, to its domain, in total, and for the same words, since the instants given. In total no further than to `mostInTotal`: nobody
   * looks through a day's answers for each one more.
   */
  count(
    address: string,
    since: { hour: Instant; day: Instant },
    bodyCode: string | null,
    mostInTotal?: number,
  ): Promise<SentAutomaticAnswers>;
}

export interface SentAutomaticAnswers {
  lastHour: number;
  lastDay: number;
  domainLastDay: number;
  totalLastHour: number;
  sameBodyLastHour: number;
}
