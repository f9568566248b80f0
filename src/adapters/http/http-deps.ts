import type { Desk } from "../../domain/desk/desk.ts";
import type { Organisation } from "../../domain/desk/organisation.ts";
import type { ClockContext } from "../../usecases/clock/clock-context.ts";
import type { Judged } from "../../usecases/organisations/change-organisations.ts";
import type { AlertList } from "../../usecases/ports/alert-list.ts";
import type { Digest } from "../../usecases/ports/digest.ts";
import type { KeyStore } from "../../usecases/ports/key-store.ts";
import type { Log } from "../../usecases/ports/log.ts";
import type { AttachmentContent } from "../../usecases/ports/mail-parser.ts";
import type { MeasureStore } from "../../usecases/ports/measure-store.ts";
import type { Randomness } from "../../usecases/ports/randomness.ts";
import type { Readiness } from "../../usecases/ports/readiness.ts";
import type { Signer } from "../../usecases/ports/signer.ts";
import type { Stores, UnitOfWork } from "../../usecases/ports/unit-of-work.ts";
import type { ElapsedMs } from "../../usecases/present-clock.ts";
import type { TicketRequest } from "../../usecases/requests/compose-request.ts";
import type { AgentOrderRequest, OrderOutcome } from "../../usecases/requests/give-order.ts";
import type { TakenRequest } from "../../usecases/requests/take-request.ts";
import type { SurveyDeps } from "../../usecases/survey/answer-survey.ts";
import type { ConsolePages } from "./console-pages.ts";

/** What the server is made of. */
export interface HttpDeps {
  host: string;
  /** Whose `X-Forwarded-For` is believed. */
  trustedProxies?: readonly string[];
  /** 0 takes any free port. */
  port: number;
  /** How people reach the server (`SVARTID_URL`), when not under its own address; `https:` makes cookies secure. */
  publicUrl: string | null;
  /** Shown as the version of the API. */
  version: string;
  log: Log;
  desk: Desk;
  randomness: Randomness;
  stores: Pick<
    Stores,
    | "reports"
    | "now"
    | "tickets"
    | "clocks"
    | "inbound"
    | "outbox"
    | "time"
    | "knownErrors"
    | "changes"
    | "releases"
    | "organisations"
  >;
  /** Checks organisations written outside of desk.yaml, `path` leads into them; `stored` are those there are. */
  judgeOrganisations(
    desk: Desk,
    stored: readonly Organisation[],
    written: readonly unknown[],
  ): Judged<{ path: string; message: string }>;
  unitOfWork: UnitOfWork;
  /** Takes a request in that was no mail, in the transaction of these stores. */
  takeRequest(stores: Stores, channel: "api" | "form", request: TicketRequest): Promise<TakenRequest>;
  /** Does what an agent orders by a key, in the transaction of these stores. */
  giveOrder(stores: Stores, order: AgentOrderRequest): Promise<OrderOutcome>;
  clock: Pick<ClockContext, "calendarFor">;
  /** Told when something may wait to be filed or sent. */
  onChanged(): void;
  elapsedMs: ElapsedMs;
  alerts: AlertList;
  keys: KeyStore;
  digest: Digest;
  signer: Signer;
  measures: MeasureStore;
  surveys: SurveyDeps;
  /** The file that a signed link of a notice leads to; null where its token grants none. */
  readAttachment(token: string): Promise<Pick<AttachmentContent, "filename" | "content"> | null>;
  readiness: Readiness;
  console: ConsolePages;
  /** The most requests one address may make in a minute. */
  requestsAMinute?: number;
  /** The most of them that may come without a valid key. */
  refusalsAMinute?: number;
}
