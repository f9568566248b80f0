import type { Instant } from "../../domain/time/instant.ts";

export const SURVEY_SCORES = [1, 2, 3, 4, 5] as const;
export type SurveyScore = (typeof SURVEY_SCORES)[number];

export interface SurveyAnswer {
  score: SurveyScore;
  /** May be empty. */
  comment: string;
}

export interface Survey {
  ticketId: number;
  askedAt: Instant;
  expiresAt: Instant;
  answer: (SurveyAnswer & { at: Instant }) | null;
}

export interface SurveyStore {
  /**
   * Locks tickets that ended between the two instants and were never asked about, until the transaction ends; those locked elsewhere are left out. Only
   * what a person wrote and an agent answered, and whose acknowledgement was not withheld: nobody is asked about automatic mail.
   */
  lockUnasked(ended: { after: Instant; before: Instant }, limit: number): Promise<number[]>;
  /** False when the ticket was asked about before. */
  insert(survey: { ticketId: number; tokenSha256: string; expiresAt: Instant }): Promise<boolean>;
  findByToken(tokenSha256: string): Promise<Survey | null>;
  findOfTicket(ticketId: number): Promise<Survey | null>;
  /** False when it was answered before, or its time is over. */
  answer(ticketId: number, answer: SurveyAnswer): Promise<boolean>;
}
