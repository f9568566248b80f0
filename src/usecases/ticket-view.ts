import type { Coverage, Hosting } from "../domain/agreement/coverage.ts";
import type { MoveReason } from "../domain/agreement/whose-move.ts";
import type { Party } from "../domain/desk/rasci.ts";
import type { TicketState } from "../domain/ticket/ticket-state.ts";
import type { ClockKind, ClockState } from "./ports/clock-store.ts";
import type { Direction, Person } from "./ports/ticket-store.ts";

/** A ticket as the outside sees it, on the API and the command line alike. Instants are ISO 8601 UTC with milliseconds. */
export interface TicketView {
  ref: string;
  subject: string;
  state: TicketState;
  level: string;
  requester: Person;
  organisation: string | null;
  agreement: Record<string, unknown> | null;
  hosting: Hosting | null;
  service: string | null;
  /** That of its level, while nobody gave it another. */
  activity: string | null;
  coverage: Coverage;
  /** The party that is accountable for the activity. */
  responsible: "customer" | "vendor";
  move: MoveView;
  team: string | null;
  agent: string | null;
  language: string;
  /** Key of the release whose notice the ticket was opened by an answer to. */
  release: string | null;
  openedAt: string;
  /** The number it had at another desk, and the name of that desk; null where it was opened here. */
  formerly: { source: string; number: string } | null;
  clocks: ClockView[];
  messages: MessageView[];
}

/** Whose move a ticket is; `party` is null once it has ended. `da` and `en` say it and why in one sentence, as to the desk's own people. */
export interface MoveView {
  party: Party | null;
  reason: MoveReason;
  da: string;
  en: string;
}

/** A clock of a ticket. Minutes are working time; `elapsedMinutes` is whole minutes up to now, cut and never rounded up. */
export interface ClockView {
  id: number;
  kind: ClockKind;
  level: string;
  state: ClockState;
  startedAt: string;
  /** Null while the clock is paused: then nobody knows yet when it is due. */
  deadline: string | null;
  elapsedMinutes: number;
  targetMinutes: number;
  metAt: string | null;
  breachedAt: string | null;
  pauseReason: string | null;
}

/** A message of a ticket. `html` is a sanitised fragment; `delivery` is the state of the mail that carries it out. */
export interface MessageView {
  id: number;
  direction: Direction;
  /** Whether the sender was proved; what the desk sent itself is. */
  authentic: boolean;
  from: Person | null;
  to: Person[];
  cc: Person[];
  subject: string;
  text: string;
  html: string | null;
  sentAt: string;
  delivery: string | null;
  attachments: AttachmentView[];
}

export interface AttachmentView {
  filename: string;
  contentType: string;
  size: number;
  sha256: string;
  inline: boolean;
}

/** One entry of a ticket's history. */
export interface TicketEventView {
  id: number;
  at: string;
  type: string;
  actor: string;
  data: Record<string, unknown>;
}
