import type { FieldFault } from "./field-reader.ts";
import type { ImportKind, MappedState, PastMessage, PastTicket, PastUser } from "./past-ticket.ts";

/** What one record of an export is. `other`: nothing that is taken over, such as a group. */
export type PastRecord =
  | { readonly kind: "ticket"; readonly ticket: PastTicket }
  | { readonly kind: "message"; readonly message: PastMessage }
  | { readonly kind: "user"; readonly user: PastUser }
  | { readonly kind: "state" | "priority"; readonly id: string; readonly name: string }
  | { readonly kind: "other" };

/** How one other desk writes what it knows. */
export interface ImportFormat {
  readonly kind: Exclude<ImportKind, "mbox">;
  /** The names of the lists whose elements are records. */
  readonly lists: ReadonlySet<string>;
  /** Lists that may also stand inside the record of a ticket. */
  readonly embedded: ReadonlySet<string>;
  /** Its own words for states, lower-cased, and what becomes of each. */
  readonly states: Readonly<Record<string, MappedState>>;
  /** `list`: where the record stood; null where it stood by itself. A record with faults is not to be used. */
  read(record: unknown, list: string | null): { readonly record: PastRecord; readonly faults: readonly FieldFault[] };
}
