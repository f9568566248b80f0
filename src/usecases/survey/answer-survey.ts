import type { Desk } from "../../domain/desk/desk.ts";
import type { Language } from "../../domain/desk/language.ts";
import { spokenLanguage } from "../filing/spoken-language.ts";
import type { Digest } from "../ports/digest.ts";
import { SURVEY_SCORES, type Survey, type SurveyScore } from "../ports/survey-store.ts";
import type { UnitOfWork } from "../ports/unit-of-work.ts";

export interface SurveyDeps {
  readonly unitOfWork: UnitOfWork;
  readonly digest: Digest;
  readonly desk: Desk;
}

/** `unknown`: no token of ours, or its time is over. `taken`: the one answer was given. */
export type SurveyState = "open" | "taken" | "unknown";

/** What the link of a survey leads to. Reads only: scanners follow every link of a mail (threat T21). */
export interface SurveyPage {
  readonly state: SurveyState;
  /** Of the ticket; null where the token is unknown. */
  readonly ref: string | null;
  /** The language of the mail that the link came in; the desk's own where the token is unknown. */
  readonly language: Language;
}

export const MAX_COMMENT = 1_000;

export async function openSurvey({ unitOfWork, digest, desk }: SurveyDeps, token: string): Promise<SurveyPage> {
  const { surveys, tickets, now } = unitOfWork.reading;
  const survey = await surveys.findByToken(digest.sha256(token));
  const [ticket, at] = await Promise.all([survey === null ? null : tickets.find(survey.ticketId), now()]);
  const language = spokenLanguage(desk, ticket?.language ?? null);
  const state = survey === null ? "unknown" : stateOf(survey, at);
  return { state, ref: state === "unknown" ? null : (ticket?.ref ?? null), language };
}

/** Records the one answer; `open` says that it was recorded just now. */
export async function answerSurvey(
  { unitOfWork, digest }: SurveyDeps,
  token: string,
  answer: { readonly score: SurveyScore; readonly comment: string },
): Promise<SurveyState> {
  return await unitOfWork.transaction(async (stores) => {
    const survey = await stores.surveys.findByToken(digest.sha256(token));
    if (survey === null) return "unknown";
    const at = await stores.now();
    const comment = answer.comment.trim().slice(0, MAX_COMMENT);
    if (!(await stores.surveys.answer(survey.ticketId, { score: answer.score, comment }))) {
      return (await stores.surveys.findOfTicket(survey.ticketId))?.answer ? "taken" : "unknown";
    }
    const { ticketId } = survey;
    const data = { score: answer.score };
    await stores.tickets.appendEvent({ ticketId, at, type: "survey-answered", actor: "requester", data });
    return "open";
  });
}

/** The score that a form sent; null when it is none. */
export function readScore(text: unknown): SurveyScore | null {
  return SURVEY_SCORES.find((score) => String(score) === text) ?? null;
}

function stateOf(survey: Survey, now: number): SurveyState {
  if (survey.answer !== null) return "taken";
  return survey.expiresAt > now ? "open" : "unknown";
}
