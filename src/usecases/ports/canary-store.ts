import type { Canary, CanaryLeg } from "../../domain/canary/canary.ts";
import type { Instant } from "../../domain/time/instant.ts";

/** A canary as it is stored. `isOpen`: it has not ended. */
export interface StoredCanary extends Canary {
  readonly id: number;
  readonly isOpen: boolean;
}

/** Which mail of a canary has come back: the one that opens a ticket, or the answer to it. */
export const CANARY_MAILS = ["question", "answer"] as const;
export type CanaryMail = (typeof CANARY_MAILS)[number];

/** Mails that the desk sends to itself. */
export interface CanaryStore {
  /** Until the transaction's end no other process follows the canaries of this mailbox; false: one does. */
  lock(mailboxId: number): Promise<boolean>;
  /** The newest, with what the outbox knows of its mails by now. */
  findNewest(mailboxId: number): Promise<StoredCanary | null>;
  begin(canary: { readonly mailboxId: number; readonly comesBack: boolean; readonly outboxId: number }): Promise<void>;
  /**
   * The canary that this mail of the outbox belongs to, where it has not come back yet to the mailbox it was sent for; locked. Null for every other mail,
   * and for a copy of one that has come back.
   */
  lockExpected(outboxId: number, mailboxId: number): Promise<{ readonly id: number; readonly mail: CanaryMail } | null>;
  /** The question has opened a ticket; `answerOutboxId` null: it is too late for an answer. */
  recordTicket(
    id: number,
    arrival: { readonly inboundEmailId: number; readonly ticketAt: Instant; readonly answerOutboxId: number | null },
  ): Promise<void>;
  recordAnswer(id: number, inboundEmailId: number): Promise<void>;
  /** Ends it, with the milliseconds of its legs for the histogram; what of it has not left is not sent any more. */
  end(id: number, arrived: boolean, legs: Readonly<Partial<Record<CanaryLeg | "whole", number>>>): Promise<void>;
  /** Ends all that are under way, as missing. */
  abandon(): Promise<void>;
  /** Takes away what is left of canaries that have ended: their rows in the outbox, mails of theirs that no mailbox holds, and what is days old. */
  tidy(mailboxIds: readonly number[]): Promise<void>;
  /** Mails of canaries in this generation of a folder, with their UIDs; null: the folder has it no more. */
  listInFolder(
    place: { readonly mailboxId: number; readonly folder: string; readonly uidvalidity: number },
    limit: number,
  ): Promise<readonly { readonly inboundEmailId: number; readonly uid: number | null }[]>;
  /** Those of the UIDs that are a canary's mail, or may be: one is under way, and the mail is not filed yet. */
  listHeld(
    place: { readonly mailboxId: number; readonly folder: string; readonly uidvalidity: number },
    uids: readonly number[],
  ): Promise<Set<number>>;
  /** Mails of canaries that no mailbox holds any more: nothing of them is kept. */
  forget(inboundEmailIds: readonly number[]): Promise<void>;
}
