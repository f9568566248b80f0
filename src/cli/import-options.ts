import { pastPerson } from "../domain/imports/past-people.ts";
import type { ImportKind, MappedState } from "../domain/imports/past-ticket.ts";
import { TICKET_STATES } from "../domain/ticket/ticket-state.ts";
import type { ImportOptions } from "../usecases/imports/import-options.ts";
import type { OpenDesk } from "../wiring.ts";
import { UserError } from "./user-error.ts";

/** The options of `svartid import` as they were typed. */
export interface ImportWords {
  json?: boolean;
  dryRun?: boolean;
  source?: string;
  map?: string[];
  level?: string[];
  nobody?: string;
  mailbox?: string;
}

const STATES: readonly MappedState[] = [...TICKET_STATES, "skip"];
const SOURCE = /^[a-z0-9][a-z0-9-]{0,39}$/;

/** Reads them against the desk; what cannot be meant is a `UserError` that says what can. */
export function readImportOptions(
  desk: Pick<OpenDesk, "filing">,
  kind: ImportKind,
  files: readonly string[],
  words: ImportWords,
): ImportOptions {
  const source = words.source ?? kind;
  if (!SOURCE.test(source))
    throw new UserError(`--source ${source}: use small letters, digits and hyphens, as in zammad-2`);
  const levels = Object.keys(desk.filing.context.desk.levels);
  return {
    files: [...new Set(files)],
    source,
    states: new Map((words.map ?? []).map((pair) => readPair("--map", pair, STATES))),
    levels: new Map((words.level ?? []).map((pair) => readPair("--level", pair, levels))),
    nobody: words.nobody === undefined ? null : readNobody(words.nobody),
  };
}

function readPair<Word extends string>(option: string, pair: string, words: readonly Word[]): [string, Word] {
  const at = pair.lastIndexOf("=");
  const theirs = pair.slice(0, Math.max(at, 0)).trim().toLowerCase();
  const ours = words.find((word) => word === pair.slice(at + 1).trim());
  if (at < 1 || theirs === "" || ours === undefined) {
    throw new UserError(
      `${option} "${pair}" cannot be read: write "theirs=ours", where ours is one of ${words.join(", ")}`,
    );
  }
  return [theirs, ours];
}

function readNobody(text: string): string {
  const address = pastPerson(text, "")?.address ?? "";
  if (address === "") throw new UserError(`--nobody ${text} is no address: write it as unknown@desk.example`);
  return address;
}
