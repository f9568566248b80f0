import type { TicketState } from "../ticket/ticket-state.ts";
import type { Instant } from "../time/instant.ts";

/** The desks and files that history is taken over from. */
export const IMPORT_KINDS = ["zammad", "zendesk", "mbox"] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

/** Somebody of the other desk. `address` is lower-cased, or "" where the export knows none. */
export interface PastPerson {
  readonly address: string;
  readonly name: string;
}

/** A person as a record names them: an address of its own, or the id of a user that another record tells of. */
export interface PersonReference {
  readonly userId: string | null;
  readonly person: PastPerson | null;
}

/** A file of a message. `base64` is its content where the export carries it; null where it only names the file. */
export interface PastFile {
  readonly filename: string;
  readonly contentType: string;
  /** In bytes, as the export says; null where it does not. */
  readonly size: number | null;
  readonly base64: string | null;
}

/** One message of the other desk, as its record tells it; people are not looked up yet. */
export interface PastMessage {
  readonly externalId: string;
  /** The ticket's id over there; null where the message stands inside its ticket's record. */
  readonly ticketId: string | null;
  /**
   * `customer` and `agent` were read by both sides; `note` was internal; `system` was sent by no person; `by-role`: by what the
   * user who wrote it is.
   */
  readonly writer: "customer" | "agent" | "note" | "system" | "by-role";
  readonly from: PersonReference;
  readonly to: readonly PastPerson[];
  readonly cc: readonly PastPerson[];
  readonly subject: string;
  readonly body: string;
  readonly isHtml: boolean;
  /** In the one form of `readMessageIds`. */
  readonly messageId: string | null;
  readonly at: Instant;
  readonly files: readonly PastFile[];
}

/** One ticket of the other desk, as its record tells it. */
export interface PastTicket {
  readonly externalId: string;
  /** As people know it. */
  readonly number: string;
  readonly subject: string;
  /** The other desk's own words for them; ids are not looked up yet. */
  readonly state: NameOrId;
  readonly priority: NameOrId | null;
  readonly requester: PersonReference;
  /** Who had it; null: nobody. */
  readonly agent: PersonReference | null;
  readonly openedAt: Instant;
  readonly updatedAt: Instant;
  readonly endedAt: Instant | null;
  /** Ids of the other desk. */
  readonly mergedInto: string | null;
  readonly follows: string | null;
  /** Messages that stand inside the record. */
  readonly messages: readonly PastMessage[];
  /** People that stand inside the record. */
  readonly people: readonly PastUser[];
}

/** A word of the other desk, by itself or by the id under which another record tells it. */
export type NameOrId = { readonly name: string } | { readonly id: string };

export interface PastUser extends PastPerson {
  readonly id: string;
  /** Null where the record does not say. */
  readonly isAgent: boolean | null;
}

/** What becomes of a state of the other desk: one of ours, or the ticket is left out. */
export type MappedState = TicketState | "skip";
