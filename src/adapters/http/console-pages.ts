import type { AuditEvent } from "../../domain/audit/audit-event.ts";
import type { Language } from "../../domain/desk/language.ts";
import type { InstalledModule } from "../../domain/desk/organisation.ts";
import type { NoticeState } from "../../domain/releases/delivery-of-notice.ts";
import type { ChangeView } from "../../usecases/changes/present-change.ts";
import type { ReadinessReport } from "../../usecases/check-readiness.ts";
import type { NextStep } from "../../usecases/clock/list-next-steps.ts";
import type { DeliveryView } from "../../usecases/list-deliveries.ts";
import type { OrganisationView } from "../../usecases/organisations/list-organisations.ts";
import type { Overview } from "../../usecases/overview.ts";
import type { AlertListing } from "../../usecases/ports/alert-list.ts";
import type { DeedOutcome } from "../../usecases/ports/console-store.ts";
import type { InboundListing } from "../../usecases/ports/inbound-store.ts";
import type { Measures } from "../../usecases/ports/measure-store.ts";
import type { OutboxListing, OutboxMail } from "../../usecases/ports/outbox-store.ts";
import type { ReleaseDetailsView, ReleaseView } from "../../usecases/releases/present-release.ts";
import type { SlaReportLine } from "../../usecases/report/report-sla.ts";
import type { RequestField } from "../../usecases/requests/read-request-form.ts";
import type { SurveyPage } from "../../usecases/survey/answer-survey.ts";
import type { TicketEventView, TicketView } from "../../usecases/ticket-view.ts";
import type { DeedChoice } from "./console-deeds.ts";
import type { ProblemCode } from "./problem.ts";

/** What stands around the view of every page of the console. */
export interface Frame {
  language: Language;
  /** This page in each language. */
  languages: readonly { code: Language; name: string; href: string; isCurrent: boolean }[];
  /** Who is signed in; empty for nobody, and for a link in nobody's name. */
  name: string;
  /** Whether tickets may be changed, and whether held and doubted mail may be decided about. */
  mayAct: boolean;
  mayOperate: boolean;
  /** What every form carries. */
  proof: string;
}

type Page<View> = (frame: Frame, view: View) => Promise<string>;

/** The pages of the console: whole HTML documents that work without script, every value in them escaped. */
export interface ConsolePages {
  overview: Page<Overview>;
  tickets: Page<TicketsView>;
  ticket: Page<TicketPage>;
  inbound: Page<{ items: InboundListing[]; state: string; older: string | null; now: number }>;
  inboundEmail: Page<{ email: InboundListing; source: MailSource | null; now: number }>;
  outbox: Page<{ items: OutboxListing[]; state: string; older: string | null; now: number }>;
  outboxMail: Page<{ mail: Omit<OutboxMail, "bytes">; ref: string | null; canResolve: boolean; now: number }>;
  webhooks: Page<{ items: readonly DeliveryView[]; state: string; now: number }>;
  ladder: Page<{ steps: readonly NextStep[]; alerts: readonly AlertListing[]; now: number }>;
  health: Page<{ readiness: ReadinessReport; checks: ReadinessReport["checks"]; measures: Measures; now: number }>;
  reports: Page<ReportsView>;
  organisations: Page<{ items: readonly OrganisationView[]; next: string | null }>;
  organisation: Page<{
    one: OrganisationView;
    /** With what the log of changes says besides what is written of it. */
    installed: readonly InstalledModule[];
    changes: ChangeView[];
    tickets: TicketView[];
  }>;
  releases: Page<{ items: readonly ReleaseView[]; older: string | null }>;
  release: Page<{
    one: ReleaseDetailsView;
    states: readonly { name: NoticeState; count: number; isBad: boolean }[];
  }>;
  audit: Page<{ items: readonly AuditLine[]; older: string | null }>;
  /** Asks before something is changed. */
  deed: Page<DeedPage>;
  /** Says what was done, and who is told. */
  done: Page<DeedOutcome>;
  signIn: Page<{ state: SignInState }>;
  /** Asks whoever opened a link to go on: a link that is only followed signs nobody in. `agent` empty: in nobody's name. */
  confirmSignIn: Page<{ parameter: string; token: string; agent: string }>;
  notice: Page<{ code: ProblemCode; status: number; title: string; hint: string; text: string; requestId: string }>;
  /** The one page for customers, in Danish and English. */
  survey(view: SurveyPage & { isIncomplete: boolean; isRecorded: boolean }): Promise<string>;
  /** Where anybody asks, in the language of the view. */
  request(view: RequestPage): Promise<string>;
  /** What happens next. */
  requestSent(view: { language: Language; ref: string | null; address: string; deskAddress: string }): Promise<string>;
  /** The one script, which no page needs. */
  script: string;
  /** The one style sheet. */
  style: string;
}

/** One deed on record; `facts`: its details as they are written. */
export interface AuditLine extends Pick<AuditEvent, "id" | "at" | "action" | "subject"> {
  who: string;
  facts: readonly { name: string; value: string }[];
}

export interface DeedPage {
  deed: string;
  /** Of what: a ref, or the number of a row. */
  subject: string;
  title: string;
  /** The address that leads back without doing it. */
  back: string;
  /** Who is answered; empty where nobody is. */
  requester: string;
  choices: readonly DeedChoice[];
  choice: string;
  text: string;
  /** Of the ticket as it is shown. */
  version: string;
  /** One-time: see `doOnce`. */
  token: string;
  /** Why it was not done; an empty one: nothing was chosen or written. */
  faults: readonly string[];
  /** Somebody changed the ticket meanwhile. */
  hasChanged: boolean;
  /** Who is mailed. */
  recipients: readonly string[];
}

/** `mailed`: a link may be on its way. */
export type SignInState = "fresh" | "failed" | "expired" | "mailed";

export interface TicketsView {
  now: number;
  items: TicketView[];
  filter: { state: string; level: string; q: string };
  isLevelMissing: boolean;
  older: string | null;
}

export interface TicketPage {
  ticket: TicketView;
  /** `who`: the actor as people are named. */
  events: (TicketEventView & { who: string })[];
  mails: OutboxListing[];
  /** The emails that were filed to it, newest first. */
  filed: InboundListing[];
  /** What the drawing of its clocks says to those who do not see it. */
  drawing: string;
  now: number;
}

/** The beginning of a mail as it came, its bytes shown as characters. */
export interface MailSource {
  text: string;
  size: number;
  isCut: boolean;
}

export interface ReportsView {
  month: string;
  /** Empty: all. */
  organisation: string;
  organisations: readonly { id: string; name: string }[];
  isWrong: boolean;
  lines: readonly SlaReportLine[];
  countedAt: string;
  /** `month` and `org` as they stand in an address. */
  query: string;
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
