import type { Instant } from "../../domain/time/instant.ts";

/** Counts the automatic answers that were sent, for the brakes on loops and relayed spam. */
export interface AutomaticAnswerStore {
  record(address: string, at: Instant): Promise<void>;
  /** Answers to the address, to its domain and in total since the instants given. */
  count(address: string, since: { hour: Instant; day: Instant }): Promise<SentAutomaticAnswers>;
}

export interface SentAutomaticAnswers {
  lastHour: number;
  lastDay: number;
  domainLastDay: number;
  totalLastHour: number;
}
