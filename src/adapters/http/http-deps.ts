import type { Desk } from "../../domain/desk/desk.ts";
import type { Language } from "../../domain/desk/language.ts";
import type { Organisation } from "../../domain/desk/organisation.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { ClockContext } from "../../usecases/clock/clock-context.ts";
import type { FeedPart, FollowRequest } from "../../usecases/feed/follow-feed.ts";
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
import type { Tracer } from "../../usecases/ports/tracer.ts";
import type { Stores, UnitOfWork } from "../../usecases/ports/unit-of-work.ts";
import type { ElapsedMs } from "../../usecases/present-clock.ts";
import type { TicketRequest } from "../../usecases/requests/compose-request.ts";
import type { AgentOrderRequest, OrderOutcome } from "../../usecases/requests/give-order.ts";
import type { TakenRequest } from "../../usecases/requests/take-request.ts";
import type { OutboxDecision, ResolveOutboxResult } from "../../usecases/resolve-outbox.ts";
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
  tracer?: Tracer;
  desk: Desk;
  randomness: Randomness;
  stores: Pick<
    Stores,
    | "reports"
    | "audit"
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
  /** What of a stored organisation fits the desk file no more, one line each with its mend. */
  organisationFaults(desk: Desk, stored: Organisation): readonly string[];
  unitOfWork: UnitOfWork;
  /** Takes a request in that was no mail, in the transaction of these stores. */
  takeRequest(stores: Stores, channel: "api" | "form", request: TicketRequest): Promise<TakenRequest>;
  /** Does what an agent orders by a key, in the transaction of these stores. */
  giveOrder(stores: Stores, order: AgentOrderRequest): Promise<OrderOutcome>;
  /** What a person decided about a mail of the outbox, in the transaction of these stores. */
  resolveOutbox(stores: Stores, decision: OutboxDecision): Promise<ResolveOutboxResult>;
  /** Mails a link to whoever asks to sign in, if they are an agent, in the transaction of these stores. */
  mailSignInLink(stores: Stores, asked: { address: string; language: Language; asOf: Instant }): Promise<boolean>;
  clock: ClockContext;
  /** Told when something may wait to be filed or sent. */
  onChanged(): void;
  /** What happens at the desk, from a place on. */
  follow(request: FollowRequest): AsyncIterable<FeedPart>;
  elapsedMs: ElapsedMs;
  alerts: AlertList;
  keys: KeyStore;
  digest: Digest;
  signer: Signer;
  measures: MeasureStore;
  surveys: SurveyDeps;
  /** The file that a signed link of a notice leads to; null where its token grants none. */
  readAttachment(token: string): Promise<Pick<AttachmentContent, "filename" | "content"> | null>;
  /** A file of an inbound email, by its sha256; null: it is not there any more. */
  readFile(inboundEmailId: number, sha256: string): Promise<Pick<AttachmentContent, "filename" | "content"> | null>;
  readiness: Readiness;
  console: ConsolePages;
  /** The most requests one address may make in a minute. */
  requestsAMinute?: number;
  /** The most of them that may come without a valid key. */
  refusalsAMinute?: number;
  /** Of the live streams: the most of one key, the most of all, how long one may be silent, and how long its client may take nothing. */
  streams?: { anOwner?: number; inAll?: number; quietMs?: number; slowMs?: number };
}
