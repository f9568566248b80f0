import type { Overview } from "../../usecases/overview.ts";
import type { InboundListing } from "../../usecases/ports/inbound-store.ts";
import type { OutboxListing } from "../../usecases/ports/outbox-store.ts";
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
