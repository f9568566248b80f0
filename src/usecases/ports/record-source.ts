/** Where a record lies, so that it can be read again. */
export interface RecordPlace {
  readonly file: string;
  readonly line: number;
  readonly pointer: string;
  readonly offset: number;
  /** In bytes. */
  readonly length: number;
}

export type FoundRecord =
  | (RecordPlace & { readonly kind: "record"; readonly list: string | null; readonly value: unknown })
  | {
      readonly kind: "broken";
      readonly file: string;
      readonly line: number;
      readonly pointer: string;
      readonly what: string;
      readonly mend: string;
    };

/** The records of JSON files. Never holds more than one of them, however large the file. */
export interface RecordSource {
  /** In the order of the file. A file that cannot be read is one broken record. */
  readRecords(
    file: string,
    names: { readonly lists: ReadonlySet<string>; readonly embedded: ReadonlySet<string> },
  ): AsyncIterable<FoundRecord>;
  /** The value of a record that `readRecords` gave. Rejects when the file is not what it was. */
  readAgain(place: Pick<RecordPlace, "file" | "offset" | "length">): Promise<unknown>;
}
