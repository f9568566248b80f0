import type { Desk } from "../../domain/desk/desk.ts";
import type { ImportFormat } from "../../domain/imports/import-format.ts";
import type { PastContent } from "../ports/past-content.ts";
import type { Pseudonyms } from "../ports/pseudonyms.ts";
import type { Randomness } from "../ports/randomness.ts";
import type { ImportOptions } from "./import-options.ts";
import type { SurveyedExport } from "./surveyed-export.ts";

/** What taking tickets over needs beside the stores of its transaction. */
export interface PastContext {
  readonly desk: Desk;
  readonly format: ImportFormat;
  readonly options: ImportOptions;
  readonly surveyed: Pick<SurveyedExport, "users" | "nameOf">;
  readonly content: PastContent;
  readonly randomness: Randomness;
  readonly pseudonyms: Pseudonyms | null;
}
