import type { ImportFormat } from "../../domain/imports/import-format.ts";
import type { MappedState } from "../../domain/imports/past-ticket.ts";

/** What the person who imports has decided. */
export interface ImportOptions {
  readonly files: readonly string[];
  /** The name under which the other desk's ids are kept: several desks of one kind have one each. */
  readonly source: string;
  /** By the other desk's own word, lower-cased; goes before what the format knows. */
  readonly states: ReadonlyMap<string, MappedState>;
  /** Our level by the other desk's priority, lower-cased. The rest get the desk's default level. */
  readonly levels: ReadonlyMap<string, string>;
  /** The requester's address of tickets whose own requester has none; null: such a ticket is a fault. */
  readonly nobody: string | null;
}

/** What becomes of a state by its name; undefined where nobody has said. */
export function mapState(format: ImportFormat, options: ImportOptions, name: string): MappedState | undefined {
  const word = name.trim().toLowerCase();
  if (options.states.has(word)) return options.states.get(word);
  return Object.hasOwn(format.states, word) ? format.states[word] : undefined;
}
