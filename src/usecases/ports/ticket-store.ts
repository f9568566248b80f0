import type { Coverage, Hosting } from "../../domain/agreement/coverage.ts";
import type { TicketEventType } from "../../domain/ticket/ticket-event-type.ts";
import type { TicketState } from "../../domain/ticket/ticket-state.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { FormerNumber } from "./import-store.ts";

export interface Person {
  address: string;
  name: string;
}

export interface Ticket {
  id: number;
  ref: string;
  subject: string;
  state: TicketState;
  level: string;
  requester: Person;
  mailboxId: number | null;
  organisation: string | null;
  agreement: Record<string, unknown> | null;
  hosting: Hosting | null;
  service: string | null;
  activity: string | null;
  coverage: Coverage;
  responsible: "customer" | "vendor";
  team: string | null;
  agent: string | null;
  language: string;
  relatedTicketId: number | null;
  mergedIntoId: number | null;
  openedAt: Instant;
  resolvedAt: Instant | null;
  closedAt: Instant | null;
  /** What it was called at the desk it was imported from; null where it was opened here. */
  formerly: FormerNumber | null;
}

export interface NewTicket extends Omit<Ticket, "id" | "resolvedAt" | "closedAt" | "mergedIntoId" | "formerly"> {
  /** It was opened long ago at another desk: what is known of its requester by now stays as it is. */
  isPast?: boolean;
}

export type TicketChange = Partial<
  Pick<
    Ticket,
    | "state"
    | "level"
    | "organisation"
    | "agreement"
    | "hosting"
    | "service"
    | "activity"
    | "coverage"
    | "responsible"
    | "team"
    | "agent"
    | "relatedTicketId"
    | "mergedIntoId"
    | "resolvedAt"
    | "closedAt"
  >
>;

export const DIRECTIONS = ["inbound", "outbound", "note"] as const;
export type Direction = (typeof DIRECTIONS)[number];

export const AUTHORS = ["requester", "agent", "participant", "desk", "unknown"] as const;
export type Author = (typeof AUTHORS)[number];

export interface NewMessage {
  ticketId: number;
  direction: Direction;
  author: Author;
  /** The mail's kind (`person`, `auto-reply`, ...); `person` for what people wrote. */
  kind: string;
  from: Person | null;
  to: readonly Person[];
  cc: readonly Person[];
  subject: string;
  text: string;
  replyText: string;
  html: string | null;
  messageId: string | null;
  inboundEmailId: number | null;
  authentic: boolean;
  sentAt: Instant;
  attachments: readonly { filename: string; contentType: string; size: number; sha256: string; inline: boolean }[];
}

export interface Message extends NewMessage {
  id: number;
  /** State of the outbox row that carries it; null for what does not go out. */
  delivery: string | null;
}

export type ShownMessage = Pick<Message, "direction" | "from" | "text" | "sentAt">;

/** A file of a message, and the inbound email whose bytes hold it. */
export interface StoredFile {
  filename: string;
  size: number;
  sha256: string;
  inboundEmailId: number;
}

/** A mail on a ticket, as what names another one. `from`: null once it is erased. */
export interface NamingMail {
  inboundEmailId: number;
  ticketId: number;
  from: string | null;
  authentic: boolean;
  receivedAt: Instant;
}

/** What mails looked for in vain when they were filed. */
export interface VainLook {
  /** All that are filed in the transaction. */
  readonly inboundEmailIds: readonly number[];
  /** Of those that looked; `namingIds`: the inbound emails that were seen to name one of them, or what they name. */
  readonly messageIds: readonly string[];
  /** Of proved ones that opened a ticket: by whom, and what they name. */
  readonly sharing: readonly { readonly sender: string; readonly messageId: string }[];
  readonly namingIds: readonly number[];
  /** Of mails that they name. */
  readonly unknownIds: readonly string[];
}

export interface TicketThread {
  /** Oldest first, as those who read the ticket's mail know them: an answer has the id it went out under. */
  messageIds: string[];
  question: (Pick<Message, "messageId" | "replyText" | "sentAt" | "authentic"> & { attachments: StoredFile[] }) | null;
}

export const PARTICIPANT_STATES = ["requester", "pending", "admitted"] as const;
export type ParticipantState = (typeof PARTICIPANT_STATES)[number];

/** One entry of the append-only history of a ticket. */
export interface TicketEvent {
  ticketId: number;
  at: Instant;
  type: TicketEventType;
  /** `desk`, `requester`, `agent:KEY`, `ops` or `unknown`. */
  actor: string;
  data: Record<string, unknown>;
}

export interface TicketFilter {
  state?: TicketState;
  level?: string;
  organisation?: string;
  agent?: string;
  /** Words, each by its beginning, that are all in the ref, the subject, the former number, or the requester's address or name at the time of opening. */
  q?: string;
  limit: number;
  beforeId?: number;
}

export interface TicketStore {
  /**
   * Stores the ticket, its requester (who keeps the language they last wrote in, and a name once told) and the requester as the
   * first participant. Null, and no ticket, when its reference is taken.
   */
  open(ticket: NewTicket): Promise<Ticket | null>;
  find(id: number): Promise<Ticket | null>;
  /** Those of these ids that exist, in no order. */
  findMany(ids: readonly number[]): Promise<Ticket[]>;
  /** Locks the row until the transaction ends, so that two mails to one ticket are filed one after the other. */
  lock(id: number): Promise<Ticket | null>;
  /** Locks many at once, and without waiting: those locked elsewhere are left out. */
  lockFree(ids: readonly number[]): Promise<Ticket[]>;
  findByRef(ref: string): Promise<Ticket | null>;
  list(filter: TicketFilter): Promise<Ticket[]>;
  /** Tickets of this requester, by their exact address, that have not ended, newest first. */
  listOpenOf(address: string, limit: number): Promise<Ticket[]>;
  change(id: number, change: TicketChange): Promise<void>;
  /** The id of a message to be, for what refers to it. */
  nextMessageId(): Promise<number>;
  /** `id` comes from `nextMessageId`; without it the message gets the next one. */
  addMessage(message: NewMessage & { readonly id?: number }): Promise<void>;
  /** Tickets that hold a message with one of these Message-IDs, in the order of the ids given; of each some, those before others in which `sender` takes part. */
  findByMessageIds(messageIds: readonly string[], sender: string): Promise<{ messageId: string; ticketId: number }[]>;
  /** Keeps for a while which mails an inbound email names that are not on its ticket. */
  awaitMails(awaited: { readonly inboundEmailId: number; readonly messageIds: readonly string[] }): Promise<void>;
  /**
   * The mails that named one of these Message-IDs while it was not on their ticket, and not more than some: those of this sender first, whom nobody else's
   * may push out, then proved ones, then `first`.
   */
  listNaming(asked: {
    readonly messageIds: readonly string[];
    readonly sender: string | null;
    readonly first: "oldest" | "newest";
  }): Promise<NamingMail[]>;
  /** Whether something of it is there by now, written by another transaction. */
  isFoundByNow(look: VainLook): Promise<boolean>;
  /** Forgets what was named before this instant and never came, up to so many; gives how many. */
  dropAwaited(before: Instant, limit: number): Promise<number>;
  /** By when the desk had them, the oldest first. */
  listMessages(ticketId: number): Promise<Message[]>;
  /**
   * The messages filed last that may be shown to agents, newest first and each cut to so many characters, and how many there are in all: without
   * those of one inbound email, and without notes that no agent proved theirs. `text` is what the message adds, or all of it where it adds nothing.
   */
  listNewest(
    ticketId: number,
    asked: { readonly exceptInboundEmailId: number; readonly limit: number; readonly characters: number },
  ): Promise<{ newest: ShownMessage[]; count: number }>;
  /** The inbound email of the answer that went out under this Message-ID of the agent's, written from this address. */
  findSentAnswer(
    ticketId: number,
    answer: { readonly messageId: string; readonly from: string },
  ): Promise<number | null>;
  /** Who wrote the message of this id, and in which inbound email. */
  findWriter(
    messageRowId: number,
  ): Promise<{ author: Author; address: string | null; inboundEmailId: number | null } | null>;
  /** What an answer hangs on: the Message-IDs of the first mail and of so many newest, oldest first, and the requester's last mail. */
  readThread(ticketId: number, newest: number): Promise<TicketThread>;
  /** The messages of several tickets, by the ticket's id, each as `listMessages` gives them. */
  listMessagesOf(ticketIds: readonly number[]): Promise<ReadonlyMap<number, Message[]>>;
  addParticipant(ticketId: number, address: string, state: ParticipantState): Promise<void>;
  removeParticipant(ticketId: number, address: string): Promise<void>;
  listParticipants(ticketId: number): Promise<{ address: string; state: ParticipantState }[]>;
  /** Every address to which the requester and participants wrote, lower-cased, ours among them. */
  listAddressees(ticketId: number): Promise<string[]>;
  /** False when the agent (a key of desk.yaml) watched it already. */
  addWatcher(ticketId: number, agent: string): Promise<boolean>;
  /** False when the agent did not watch it. */
  removeWatcher(ticketId: number, agent: string): Promise<boolean>;
  listWatchers(ticketId: number): Promise<string[]>;
  appendEvent(event: TicketEvent): Promise<void>;
  listEvents(ticketId: number): Promise<(TicketEvent & { id: number })[]>;
}
