/** A way into desk.yaml: `["levels", "A", "firstResponse"]`, `["rules", 0, "when"]`. */
export type DeskPath = readonly (string | number)[];

/** One thing wrong with the content, before it is known where in the file it stands. */
export interface Finding {
  readonly path: DeskPath;
  readonly message: string;
}

/** One thing wrong, where it stands (line and column from 1), and in its message how to mend it. */
export interface DeskFault {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** `levels.A.firstResponse`, `rules[0].when`; the whole file is the empty path. */
export function formatPath(path: DeskPath): string {
  return path.map((part, index) => (typeof part === "number" ? `[${part}]` : index === 0 ? part : `.${part}`)).join("");
}
