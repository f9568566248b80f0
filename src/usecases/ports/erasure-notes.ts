import type { Instant } from "../../domain/time/instant.ts";
import type { ErasureNote } from "./erasure-store.ts";

/** The list of erasures as it lies outside of the database: no older backup brings a person back where it is at hand. */
export interface ErasureList {
  /** Of the codes, sealed with `SVARTID_SECRET`; null while there is none. */
  readonly key: string | null;
  /** When it was written: who was erased later is not in it. */
  readonly writtenAt: Instant;
  readonly erasures: readonly ErasureNote[];
}

export interface ErasureNotes {
  /** Null where there is none. Throws `NotesDamaged` where there is something else. */
  read(path: string): Promise<ErasureList | null>;
  /** Whole or not at all, and on disk when it returns. */
  write(path: string, list: ErasureList): Promise<void>;
  /** Gives the file a name under which nobody writes over it, and that name. */
  putAside(path: string): Promise<string>;
}

/** A list that cannot be believed. The message is a sentence for a person. */
export class NotesDamaged extends Error {
  override readonly name = "NotesDamaged";
}
