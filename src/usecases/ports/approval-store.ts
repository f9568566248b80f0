import type { ApprovalKind, ApprovalOutcome } from "../../domain/approvals/approval.ts";
import type { Instant } from "../../domain/time/instant.ts";

/** What the answer is bound to, beside the words of the question; null where that does not matter. */
export interface ApprovalTerms {
  /** Of a consent; both are there or neither. */
  readonly module: string | null;
  readonly version: string | null;
  /** Of billable work: as the ticket's service was when the question was asked. */
  readonly service: string | null;
  /** Of extra time, and of nothing else. */
  readonly minutes: number | null;
}

/** Something that a requester was asked for by mail. */
export interface NewApproval extends ApprovalTerms {
  readonly ticketId: number;
  readonly asked: ApprovalKind;
  readonly question: string;
  readonly askedAt: Instant;
  /** Key of desk.yaml, or `desk` where no agent wrote the question. */
  readonly askedBy: string;
  /** The mail that made the question necessary: the agent's, or the customer's. */
  readonly askedEmailId: number;
  /** The mail that carries the question, where it is no agent's answer. */
  readonly askedOutboxId: number | null;
}

/** The answer, by whom and by which mail. */
export interface ApprovalAnswer {
  readonly outcome: Exclude<ApprovalOutcome, "withdrawn">;
  readonly at: Instant;
  /** The proved address. */
  readonly by: string;
  readonly text: string;
  readonly emailId: number;
}

export interface Approval extends NewApproval {
  readonly id: number;
  /** The question was stopped before it left. */
  readonly isWithdrawn: boolean;
  /** Null while nobody answered. */
  readonly answer: ApprovalAnswer | null;
}

export interface OpenApproval extends Approval {
  /** The mail that carries the question; null where there is none. */
  readonly outboxId: number | null;
}

/** What requesters were asked for, and what they answered: the record that consent rests on. An answer is never changed. */
export interface ApprovalStore {
  ask(approval: NewApproval): Promise<void>;
  /** Those without an answer, of the ticket and of what was merged into it, oldest first. */
  listOpen(ticketId: number): Promise<OpenApproval[]>;
  /** Only of one that has no answer yet. */
  answer(id: number, answer: ApprovalAnswer): Promise<void>;
  /** The question of this outbound message was stopped. */
  withdraw(messageRowId: number): Promise<void>;
  /** All of the ticket and of what was merged into it, oldest first. */
  listForTicket(ticketId: number): Promise<Approval[]>;
  /** Those of several tickets and of what was merged into them, as of the ticket that was asked for, oldest first. */
  listForTickets(ticketIds: readonly number[]): Promise<Approval[]>;
}
