import type { ImportFault } from "../../domain/imports/import-fault.ts";
import type { MappedState, NameOrId, PastUser } from "../../domain/imports/past-ticket.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { RecordPlace } from "../ports/record-source.ts";

/** A ticket of an export, and where its record lies. */
export interface SurveyedTicket {
  readonly place: RecordPlace;
  readonly updatedAt: Instant;
  readonly state: NameOrId;
  /** Whom a missing address has to come from; null where the record has one. */
  readonly requester: { readonly userId: string | null } | null;
  readonly mergedInto: string | null;
  readonly follows: string | null;
}

export interface StateRow {
  readonly name: string;
  readonly tickets: number;
  /** Undefined where nobody has said what it is here. */
  readonly ours: MappedState | undefined;
}

/** All that is known of an export after it was read once: where everything lies, and what is wrong. Bodies are not kept. */
export interface SurveyedExport {
  /** By the other desk's id, in the order in which they were read. */
  readonly tickets: ReadonlyMap<string, SurveyedTicket>;
  /** Messages with records of their own, by their ticket's id. */
  placesOfMessages(ticketId: string): RecordPlace[];
  readonly users: ReadonlyMap<string, PastUser>;
  nameOf(kind: "state" | "priority", word: NameOrId): string | null;
  readonly states: readonly StateRow[];
  readonly messages: number;
  /** Tickets no message of which is in the files. */
  readonly silent: number;
  /** Records that stood there twice, and of which one counts. */
  readonly repeated: number;
  /** Records that are nothing to take over. */
  readonly others: number;
  /** The first of them; `faultCount` is how many there are. */
  readonly faults: readonly ImportFault[];
  readonly faultCount: number;
}
