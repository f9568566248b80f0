import { formatInstant } from "../../domain/time/instant.ts";
import type { Stores } from "../ports/unit-of-work.ts";

/** What was asked about a ticket, and answered. Instants are ISO 8601 UTC with milliseconds. */
export interface SurveyView {
  askedAt: string;
  /** From 1 to 5; null while nobody answered. */
  score: number | null;
  comment: string;
  answeredAt: string | null;
}

/** Null where the requester was not asked, or there is no such ticket. */
export async function showSurvey(stores: Pick<Stores, "tickets" | "surveys">, ref: string): Promise<SurveyView | null> {
  const ticket = await stores.tickets.findByRef(ref.trim().toUpperCase());
  const survey = ticket === null ? null : await stores.surveys.findOfTicket(ticket.id);
  if (survey === null) return null;
  const { askedAt, answer } = survey;
  return {
    askedAt: formatInstant(askedAt),
    score: answer?.score ?? null,
    comment: answer?.comment ?? "",
    answeredAt: answer === null ? null : formatInstant(answer.at),
  };
}
