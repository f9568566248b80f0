/** Where in the files something stands: for JSON a pointer (RFC 6901) inside the file's record or list, for an mbox the number of the mail. */
export interface ImportPlace {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** `/tickets/3/created_at`, `#12` for the twelfth mail, or "" for the file as a whole. */
  readonly pointer: string;
}

/** One thing that keeps an export from being taken over: what is wrong, and how to mend it. */
export interface ImportFault extends ImportPlace {
  readonly what: string;
  readonly mend: string;
}

/** One line for a person: `tickets.json:12 /tickets/3/created_at: what is wrong: how to mend it`. */
export function describeImportFault({ file, line, pointer, what, mend }: ImportFault): string {
  return `${file}:${line}${pointer === "" ? "" : ` ${pointer}`}: ${what}: ${mend}`;
}
