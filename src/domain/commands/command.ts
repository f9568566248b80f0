/** The commands an agent may write, by their English word; the words in both languages stand in command-words.ts. */
export const COMMAND_NAMES = [
  "note",
  "level",
  "assign",
  "wait",
  "resolve",
  "close",
  "reopen",
  "accept",
  "ack",
  "help",
] as const;
export type CommandName = (typeof COMMAND_NAMES)[number];

/** One understood command: its arguments are ids of the desk by now. */
export type Command =
  | { readonly name: "note" }
  | { readonly name: "level"; readonly level: string }
  | { readonly name: "assign"; readonly agent: string | null; readonly team: string | null }
  | { readonly name: "wait"; readonly reason: string }
  | { readonly name: "resolve" }
  | { readonly name: "close" }
  | { readonly name: "reopen" }
  | { readonly name: "accept" }
  /** Null: until the ticket changes. */
  | { readonly name: "ack"; readonly holdMinutes: number | null }
  | { readonly name: "help" };

/** Why a line could not be obeyed, in both languages, for the person who wrote it. `lineNumber` counts from 1. */
export interface CommandFault {
  readonly lineNumber: number;
  readonly line: string;
  readonly da: string;
  readonly en: string;
}
