import Type, { type Static, type TSchema } from "typebox";
import { SCOPES } from "../../domain/access/scope.ts";
import { COVERAGES, HOSTINGS } from "../../domain/agreement/coverage.ts";
import { MOVE_REASONS } from "../../domain/agreement/whose-move.ts";
import { TIME_CAUSES } from "../../domain/billing/time-cause.ts";
import { AGENT_ROLES } from "../../domain/desk/desk.ts";
import { LANGUAGES } from "../../domain/desk/language.ts";
import { PARTIES } from "../../domain/desk/rasci.ts";
import { STATED_CHANNELS } from "../../domain/filing/stated-request.ts";
import { KNOWN_ERROR_STATES } from "../../domain/known-errors/known-error.ts";
import { MAIL_CLASSES } from "../../domain/outbound/mail-class.ts";
import { NOTICE_STATES } from "../../domain/releases/delivery-of-notice.ts";
import { LEFT_OUT_REASONS } from "../../domain/releases/judge-organisation.ts";
import { RELEASE_KINDS } from "../../domain/releases/release.ts";
import { TICKET_STATES } from "../../domain/ticket/ticket-state.ts";
import { CLOCK_KINDS, CLOCK_STATES } from "../../usecases/ports/clock-store.ts";
import { FILING_DECISIONS, INBOUND_STATES } from "../../usecases/ports/inbound-store.ts";
import { OUTBOX_STATES } from "../../usecases/ports/outbox-store.ts";
import { REPORT_SECTIONS } from "../../usecases/ports/report-store.ts";
import { DIRECTIONS } from "../../usecases/ports/ticket-store.ts";
import { DELIVERY_STATES } from "../../usecases/ports/webhook-store.ts";
import { PROBLEM_CODES } from "./problem.ts";

const PAGE_LIMIT = Type.Integer({ minimum: 1, maximum: 200, default: 50 });
const Text = Type.String();
const At = Type.String({ description: "ISO 8601 in UTC with milliseconds", examples: ["2026-11-24T12:00:00.000Z"] });
const Ref = Type.String({ examples: ["SV-7K3M9-2"] });
const Anything = Type.Object({}, { additionalProperties: true });

export const Nothing = Type.Null({ description: "no body" });

const Person = Type.Object({ address: Text, name: Text });

const Attachment = Type.Object({
  filename: Text,
  contentType: Text,
  size: Type.Integer({ description: "bytes" }),
  sha256: Text,
  inline: Type.Boolean(),
});

export const Clock = Type.Object({
  id: Type.Integer(),
  kind: oneOf(CLOCK_KINDS),
  level: Text,
  state: oneOf(CLOCK_STATES),
  startedAt: At,
  deadline: orNull(At),
  elapsedMinutes: Type.Integer({ description: "working time so far" }),
  targetMinutes: Type.Integer({ description: "working time promised" }),
  metAt: orNull(At),
  breachedAt: orNull(At),
  pauseReason: orNull(Text),
});

export const Message = Type.Object({
  id: Type.Integer(),
  direction: oneOf(DIRECTIONS),
  authentic: Type.Boolean(),
  from: orNull(Person),
  to: Type.Array(Person),
  cc: Type.Array(Person),
  subject: Text,
  text: Text,
  html: orNull(Type.String({ description: "a sanitised fragment; show it in a sandboxed frame only" })),
  sentAt: At,
  delivery: orNull(oneOf(OUTBOX_STATES)),
  attachments: Type.Array(Attachment),
});

export const TicketEvent = Type.Object({ id: Type.Integer(), at: At, type: Text, actor: Text, data: Anything });

export const Ticket = Type.Object({
  ref: Ref,
  subject: Text,
  state: oneOf(TICKET_STATES),
  level: Text,
  requester: Person,
  organisation: orNull(Text),
  agreement: orNull(Anything),
  hosting: orNull(oneOf(HOSTINGS)),
  service: orNull(Text),
  activity: orNull(Text),
  coverage: oneOf(COVERAGES),
  responsible: oneOf(PARTIES),
  move: Type.Object({
    party: orNull(oneOf(PARTIES)),
    reason: oneOf(MOVE_REASONS),
    da: Type.String({ description: "whose move it is and why, in Danish" }),
    en: Type.String({ description: "the same in English" }),
  }),
  team: orNull(Text),
  agent: orNull(Text),
  language: Text,
  release: orNull(Text),
  openedAt: At,
  formerly: orNull(
    Type.Object({ source: Text, number: Text }, { description: "what it was called at the desk it was imported from" }),
  ),
  clocks: Type.Array(Clock),
  messages: Type.Array(Message),
});

export const TimeEntry = Type.Object({
  id: Type.Integer(),
  at: At,
  agent: Text,
  minutes: Type.Integer({ description: "negative: a counter-entry that takes back" }),
  cause: oneOf(TIME_CAUSES),
  billable: Type.Boolean({ description: "some of it is billed by now" }),
  billableMinutes: Type.Integer(),
  unapprovedMinutes: Type.Integer({ description: "billed once the customer has approved it" }),
  reason: Type.Object({ da: Text, en: Text }),
  text: Text,
  messageId: orNull(Text),
  approvals: Type.Array(Type.Object({ minutes: Type.Integer(), by: Text, at: At, message: Type.Integer() })),
});

export const KnownError = Type.Object({
  id: Type.String({ examples: ["KE-12"] }),
  title: Text,
  state: oneOf(KNOWN_ERROR_STATES),
  modules: Type.Array(Type.Object({ module: Text, versions: Type.Array(Text) })),
  hosting: orNull(oneOf(HOSTINGS)),
  createdAt: At,
  createdBy: Text,
  fixedIn: Type.Array(Type.Object({ release: Text, module: Text, version: Text })),
  tickets: Type.Array(Ref),
});

export const Release = Type.Object({
  id: Type.String({ examples: ["core-5.3"] }),
  module: Text,
  version: Text,
  kind: oneOf(RELEASE_KINDS),
  date: Type.String({ format: "date" }),
  versions: Type.Array(Text, { description: "the installed versions it is for; empty: every older one" }),
  hosting: orNull(oneOf(HOSTINGS)),
  fixes: Type.Array(Type.String({ examples: ["KE-12"] })),
  notes: Type.Object({ da: Text, en: Text }),
  importedAt: At,
  publishedAt: orNull(At),
});

const LeftOut = orNull(oneOf(LEFT_OUT_REASONS));

export const ReleaseDetails = Type.Object({
  ...Release.properties,
  organisations: Type.Array(
    Type.Object({
      organisation: Text,
      hosting: oneOf(HOSTINGS),
      leftOut: LeftOut,
    }),
  ),
  notices: Type.Object(Object.fromEntries(NOTICE_STATES.map((state) => [state, Type.Integer()])), {
    description: "how many addresses are in each state",
  }),
  tickets: Type.Array(Ref, { description: "opened by answers to its notices" }),
});

export const ReleaseNotice = Type.Object({
  address: Text,
  language: oneOf(LANGUAGES),
  organisations: Type.Array(Text),
  reported: Type.Array(Text),
  state: oneOf(NOTICE_STATES),
  leftOut: LeftOut,
  messageId: orNull(Text),
  sentAt: orNull(At),
  deliveredAt: orNull(At),
  reply: orNull(Text),
});

export const InstalledChange = Type.Object({
  id: Type.Integer(),
  at: At,
  organisation: Text,
  ticket: orNull(Ref),
  agent: orNull(Text),
  release: orNull(Text),
  module: orNull(Text),
  version: orNull(Text),
  text: Text,
  consent: orNull(Type.Object({ at: At, by: Text, ticket: Ref, message: Type.Integer() })),
  message: orNull(Type.Integer({ description: "id of the inbound email that says so" })),
});

export const InboundEmail = Type.Object({
  id: Type.Integer(),
  state: oneOf(INBOUND_STATES),
  decision: orNull(oneOf(FILING_DECISIONS)),
  mailbox: Text,
  messageId: orNull(Text),
  from: orNull(Text),
  subject: orNull(Text),
  receivedAt: At,
  reasons: Type.Array(Text),
  ticket: orNull(Ref),
});

export const OutboxMail = Type.Object({
  id: Type.Integer(),
  class: oneOf(MAIL_CLASSES),
  state: oneOf(OUTBOX_STATES),
  ticket: orNull(Ref),
  messageId: Text,
  recipients: Type.Array(Type.Object({ address: Text, state: Text })),
  attempts: Type.Integer(),
  nextAt: orNull(At),
  lastError: orNull(Text),
  route: orNull(Text),
});

export const Alert = Type.Object({
  id: Type.Integer(),
  kind: Text,
  ticket: orNull(Ref),
  recipient: Text,
  createdAt: At,
  delivery: orNull(Text),
});

export const Key = Type.Object({
  id: Type.Integer(),
  name: Text,
  prefix: Text,
  scopes: Type.Array(oneOf(SCOPES)),
  agent: orNull(Type.String({ description: "the agent in whose name it acts" })),
  createdAt: At,
  expiresAt: orNull(At),
  revokedAt: orNull(At),
  lastUsedAt: orNull(At),
});

const Base64File = Type.Object(
  {
    filename: Type.String({ minLength: 1, maxLength: 200 }),
    contentType: Type.Optional(Type.String({ maxLength: 130, examples: ["image/png"] })),
    content: Type.String({ maxLength: 21_000_000, description: "base64 (RFC 4648 section 4), with its padding" }),
  },
  { additionalProperties: false },
);

export const NewTicket = Type.Object(
  {
    channel: Type.Optional(oneOf(STATED_CHANNELS)),
    requester: Type.Object(
      {
        address: Type.String({
          maxLength: 320,
          description: "where the acknowledgement and the answers go",
          examples: ["ida@north.example"],
        }),
        name: Type.Optional(Type.String({ maxLength: 200 })),
      },
      { additionalProperties: false },
    ),
    subject: Type.String({ minLength: 1, maxLength: 500 }),
    text: Type.String({ minLength: 1, maxLength: 100_000 }),
    level: Type.Optional(
      Type.String({ maxLength: 64, description: "decided by whoever took the request; else by the rules" }),
    ),
    service: Type.Optional(Type.String({ maxLength: 64 })),
    language: Type.Optional(oneOf(LANGUAGES)),
    attachments: Type.Optional(Type.Array(Base64File, { maxItems: 20, description: "at most 15 MB in all" })),
  },
  { additionalProperties: false },
);
export type NewTicket = Static<typeof NewTicket>;

export const TakenTicket = Type.Object({
  ref: orNull(Ref),
  inbound: Type.Integer({ description: "id of the inbound email that was written of it" }),
  level: orNull(Text),
  organisation: orNull(Text),
  answerBy: orNull(Type.String({ description: "the promised first response; null where none is promised" })),
});

const Line = Type.String({
  minLength: 1,
  maxLength: 1_000,
  pattern: "^[^\\u0000-\\u001f\\u007f\\u0085\\u2028\\u2029]*$",
});
const Word = Type.String({ minLength: 1, maxLength: 80, pattern: "^[^\\u0000-\\u001f\\u007f\\u0085\\u2028\\u2029]*$" });

export const NewMessage = Type.Object(
  {
    text: Type.String({ minLength: 1, maxLength: 100_000 }),
    note: Type.Optional(Type.Boolean({ description: "kept inside the desk, and sent to nobody" })),
    commands: Type.Optional(
      Type.Array(Line, {
        maxItems: 20,
        description: "as in a mail, without #",
        examples: [["level A", "cc it@north.example"]],
      }),
    ),
  },
  { additionalProperties: false },
);
export type NewMessage = Static<typeof NewMessage>;

/** What a change may make of a state; the desk itself makes the others. */
export const SETTABLE_STATES = ["open", "waiting", "resolved", "closed"] as const;

export const TicketChanges = Type.Object(
  {
    level: Type.Optional(Word),
    state: Type.Optional(oneOf(SETTABLE_STATES)),
    agent: Type.Optional(Word),
    team: Type.Optional(Word),
    service: Type.Optional(Word),
    activity: Type.Optional(Word),
  },
  { additionalProperties: false, minProperties: 1 },
);
export type TicketChanges = Static<typeof TicketChanges>;

export const NewTime = Type.Object(
  {
    minutes: Type.Integer({ minimum: -1440, maximum: 1440, description: "negative takes back what was recorded" }),
    cause: oneOf(TIME_CAUSES),
    text: Type.Optional(Line),
  },
  { additionalProperties: false },
);
export type NewTime = Static<typeof NewTime>;

export const Done = Type.Object({
  done: Type.Array(
    Type.String({ description: "a sentence for each thing done, in the language of the desk's people" }),
  ),
  recipients: Type.Array(Type.String({ description: "who gets the text" })),
  inbound: Type.Integer({ description: "id of the inbound email that was written of it" }),
});

export const Agent = Type.Object({
  id: Text,
  name: Text,
  addresses: Type.Array(Text),
  roles: Type.Array(oneOf(AGENT_ROLES)),
  teams: Type.Array(Text),
  active: Type.Boolean(),
  absent: Type.Array(Type.Object({ from: Text, to: Text, deputy: Text })),
});

export const Delivery = Type.Object({
  id: Type.Integer(),
  webhookId: Text,
  webhook: Text,
  event: Text,
  ticket: orNull(Ref),
  state: oneOf(DELIVERY_STATES),
  attempts: Type.Integer(),
  createdAt: At,
  deliveredAt: orNull(At),
  nextAt: orNull(At),
  lastError: orNull(Text),
});

export const DeliveryQuery = Type.Object(
  { limit: PAGE_LIMIT, state: Type.Optional(oneOf(DELIVERY_STATES)) },
  { additionalProperties: false },
);
export type DeliveryQuery = Static<typeof DeliveryQuery>;

export const REPORT_FORMATS = ["json", "csv", "html"] as const;

export const SlaReportQuery = Type.Object(
  {
    month: Type.String({ maxLength: 20, examples: ["2026-11"] }),
    organisation: Type.Optional(Type.String({ maxLength: 80 })),
    format: Type.Optional(oneOf(REPORT_FORMATS)),
    lang: Type.Optional(oneOf(LANGUAGES)),
  },
  { additionalProperties: false },
);
export type SlaReportQuery = Static<typeof SlaReportQuery>;

const Count = Type.Integer();

export const SlaReport = Type.Object({
  month: Text,
  zone: Text,
  organisation: orNull(Text),
  countedAt: At,
  lines: Type.Array(
    Type.Object({
      section: oneOf(REPORT_SECTIONS),
      kind: oneOf(CLOCK_KINDS),
      organisation: orNull(Text),
      level: orNull(Text),
      promises: Count,
      kept: Count,
      late: Count,
      unanswered: Count,
      open: Count,
      cancelled: Count,
      revoked: Count,
      keptPercent: orNull(Type.Number()),
      answeredInMinutes: orNull(Type.Object({ median: Count, ninetieth: Count })),
      paused: Type.Array(Type.Object({ reason: Text, clocks: Count, minutes: Count })),
    }),
  ),
});

export const NewKey = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200, description: "who uses it" }),
    scopes: Type.Array(oneOf(SCOPES), { minItems: 1, maxItems: 10 }),
    agent: Type.Optional(Type.String({ maxLength: 80, description: "the agent in whose name it acts" })),
    expiresAt: Type.Optional(
      Type.String({
        maxLength: 40,
        description: "ISO 8601 in UTC; without it, never",
        examples: ["2027-01-01T00:00:00Z"],
      }),
    ),
  },
  { additionalProperties: false },
);
export type NewKey = Static<typeof NewKey>;

export const CreatedKey = Type.Object({
  id: Type.Integer(),
  key: orNull(Type.String({ description: "given once; null when the request is sent again" })),
});

export const IdParameters = Type.Object({ id: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) });
export type IdParameters = Static<typeof IdParameters>;

/** On every request that changes something. */
export const IdempotencyHeader = Type.Object({
  "idempotency-key": Type.Optional(
    Type.String({
      pattern: "^[!-~]{1,255}$",
      description:
        "your own name of this request: sent again under it, the request gets the same answer and changes nothing",
    }),
  ),
});

/** On a change of what was read before. */
export const ChangeHeaders = Type.Object({
  ...IdempotencyHeader.properties,
  "if-match": Type.Optional(
    Type.String({ maxLength: 200, description: "the ETag of the ticket as it was read, or *", examples: ["*"] }),
  ),
});

export const Readiness = Type.Object({
  ok: Type.Boolean(),
  checks: Type.Array(Type.Object({ name: Text, ok: Type.Boolean(), detail: Text, mend: orNull(Text) })),
});

export const ProblemSchema = Type.Object({
  type: Text,
  title: Text,
  status: Type.Integer(),
  code: oneOf(PROBLEM_CODES),
  detail: Type.Optional(Text),
  requestId: Text,
});

export const RefParameters = Type.Object({ ref: Type.String({ maxLength: 40 }) });
export type RefParameters = Static<typeof RefParameters>;

const PAGE = {
  limit: PAGE_LIMIT,
  cursor: Type.Optional(Type.String({ maxLength: 80, description: "the `next` of the page before" })),
};

export const PageQuery = Type.Object(PAGE, { additionalProperties: false });
export type PageQuery = Static<typeof PageQuery>;

export const TicketQuery = Type.Object(
  {
    ...PAGE,
    state: Type.Optional(oneOf(TICKET_STATES)),
    level: Type.Optional(Type.String({ maxLength: 40 })),
    organisation: Type.Optional(Type.String({ maxLength: 80 })),
    agent: Type.Optional(Type.String({ maxLength: 80 })),
    q: Type.Optional(
      Type.String({
        maxLength: 200,
        description: "words, each by its beginning, in ref, subject, and the requester's address and name",
      }),
    ),
  },
  { additionalProperties: false },
);
export type TicketQuery = Static<typeof TicketQuery>;

export const InboundQuery = Type.Object(
  { ...PAGE, state: Type.Optional(oneOf(INBOUND_STATES)) },
  { additionalProperties: false },
);
export type InboundQuery = Static<typeof InboundQuery>;

export const OutboxQuery = Type.Object(
  { ...PAGE, state: Type.Optional(oneOf(OUTBOX_STATES)) },
  { additionalProperties: false },
);
export type OutboxQuery = Static<typeof OutboxQuery>;

export const KnownErrorQuery = Type.Object(
  { ...PAGE, state: Type.Optional(oneOf(KNOWN_ERROR_STATES)) },
  { additionalProperties: false },
);
export type KnownErrorQuery = Static<typeof KnownErrorQuery>;

export const ChangeQuery = Type.Object({ ...PAGE, organisation: Type.Optional(Text) }, { additionalProperties: false });
export type ChangeQuery = Static<typeof ChangeQuery>;

export const ReleaseParams = Type.Object({ id: Type.String({ maxLength: 64 }) });
export type ReleaseParams = Static<typeof ReleaseParams>;

/** One page of a list: `next` goes into `cursor` for the page after; null at the end. */
export function pageOf<Item extends TSchema>(item: Item) {
  return Type.Object({ items: Type.Array(item), next: orNull(Text) });
}

function oneOf<const Word extends string>(words: readonly Word[]) {
  return Type.Unsafe<Word>({ type: "string", enum: [...words] });
}

function orNull<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()]);
}
