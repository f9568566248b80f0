import { createLog } from "./adapters/system/log.ts";

/** What one look of `svartid check` found. */
export interface DeskCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  /** How to mend it; null where nothing is to be done. */
  readonly mend: string | null;
}

/** The answer of `svartid check` is its list: nothing is logged beside it. */
export const SILENT = createLog({ level: "silent", pretty: false });

export function good(name: string, detail: string): DeskCheck {
  return { name, ok: true, detail, mend: null };
}

export function bad(name: string, detail: string, mend: string | null): DeskCheck {
  return { name, ok: false, detail, mend };
}

export function messageOf(error: unknown): string {
  return error instanceof Object && "message" in error ? String(error.message) : String(error);
}
