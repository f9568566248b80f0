import type { Language } from "../../domain/desk/language.ts";
import type { Overview } from "../../usecases/overview.ts";
import type { InboundListing } from "../../usecases/ports/inbound-store.ts";
import type { OutboxListing } from "../../usecases/ports/outbox-store.ts";
import type { RequestField } from "../../usecases/requests/read-request-form.ts";
import type { SurveyPage } from "../../usecases/survey/answer-survey.ts";
import type { TicketEventView, TicketView } from "../../usecases/ticket-view.ts";

/** The pages of the console: whole HTML documents without script, every value in them escaped. */
export interface ConsolePages {
  overview(view: Overview): Promise<string>;
  tickets(view: TicketsView): Promise<string>;
  ticket(view: { ticket: TicketView; events: TicketEventView[]; mails: OutboxListing[]; now: number }): Promise<string>;
  inbound(view: { items: InboundListing[]; state: string; older: string | null; now: number }): Promise<string>;
  outbox(view: { items: OutboxListing[]; state: string; older: string | null; now: number }): Promise<string>;
  signIn(view: { failed: boolean }): Promise<string>;
  /** Shown after a sign-in link was opened: it leads on to the overview. */
  welcome(): Promise<string>;
  /** The one page for customers, in Danish and English. */
  survey(view: SurveyPage & { isIncomplete: boolean; isRecorded: boolean }): Promise<string>;
  /** Where anybody asks, in the language of the view. */
  request(view: RequestPage): Promise<string>;
  /** What happens next. */
  requestSent(view: { language: Language; ref: string | null; address: string; deskAddress: string }): Promise<string>;
  notice(view: { title: string; text: string; requestId: string }): Promise<string>;
  /** The one style sheet. */
  style: string;
}

export interface TicketsView {
  now: number;
  items: TicketView[];
  filter: { state: string; level: string; q: string };
  older: string | null;
}

/** What is wrong with a field, or with the whole: too many requests, sent by a program as it seems, open for too long. */
export type RequestFault = RequestField | "too-many" | "unlikely" | "too-old";

export interface RequestPage {
  language: Language;
  languages: readonly Language[];
  /** What was written so far: empty in the beginning. */
  values: Readonly<Record<RequestField | "level", string>>;
  faults: readonly RequestFault[];
  levels: readonly { id: string; name: string; definition: string }[];
  token: string;
  deskAddress: string;
}
