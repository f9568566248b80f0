import type { Hosting } from "../agreement/coverage.ts";
import type { TimeCause } from "../billing/time-cause.ts";
import type { AffectedModule } from "../known-errors/known-error.ts";

/** The commands an agent may write, by their English word; the words in both languages stand in command-words.ts. */
export const COMMAND_NAMES = [
  "note",
  "level",
  "assign",
  "wait",
  "resolve",
  "close",
  "reopen",
  "cc",
  "uncc",
  "service",
  "activity",
  "template",
  "ask-consent",
  "ask-access",
  "ask-permission",
  "ask-approval",
  "merge",
  "link",
  "accept",
  "ack",
  "watch",
  "unwatch",
  "status",
  "dry-run",
  "time",
  "error",
  "change",
  "undo",
  "help",
] as const;
export type CommandName = (typeof COMMAND_NAMES)[number];

/** What a requester is asked for before work can go on. */
export const ASKED_THINGS = ["consent", "access", "permission"] as const;
export type AskedThing = (typeof ASKED_THINGS)[number];

/** One understood command: its arguments are ids of the desk by now. */
export type Command =
  /** Nothing to know beside the word. */
  | { readonly name: "note" | "resolve" | "close" | "reopen" | "watch" | "unwatch" }
  | { readonly name: "status" | "dry-run" | "undo" | "help" }
  /** `why`: what the agent wrote after it, for the ticket's history; not there where they wrote nothing. */
  | { readonly name: "level"; readonly level: string; readonly why?: string }
  | { readonly name: "assign"; readonly agent: string | null; readonly team: string | null }
  | { readonly name: "wait"; readonly reason: string }
  /** Why a ticket that no agreement covers is served; empty where the agent wrote nothing. */
  | { readonly name: "accept"; readonly reason: string }
  /** An address that mail can be sent to, lower-cased. */
  | { readonly name: "cc" | "uncc"; readonly address: string }
  | { readonly name: "service"; readonly service: string }
  | { readonly name: "activity"; readonly activity: string }
  /** A canned reply, with the text of the mail in it. */
  | { readonly name: "template"; readonly template: string }
  /** `text` is what stood on the command's line: it goes to the requester above the text of the mail. */
  | { readonly name: "ask-access" | "ask-permission"; readonly asked: "access" | "permission"; readonly text: string }
  /** The module and version that it is consent to; both null where the text alone says what for. */
  | {
      readonly name: "ask-consent";
      readonly asked: "consent";
      readonly text: string;
      readonly module: string | null;
      readonly version: string | null;
    }
  /** Of so much billable time: whole minutes, more than 0. */
  | { readonly name: "ask-approval"; readonly asked: "extra-time"; readonly text: string; readonly minutes: number }
  /** `ref` is a ticket's reference as we write it; whether there is such a ticket is not known here. */
  | { readonly name: "merge" | "link"; readonly ref: string }
  /** Whole minutes, not 0 and within a day; negative takes back. `text` is for the statement. */
  | { readonly name: "time"; readonly minutes: number; readonly cause: TimeCause; readonly text: string }
  /** Whether there is a known error of this id is not known here. */
  | { readonly name: "error"; readonly action: "link" | "unlink"; readonly id: number }
  | {
      readonly name: "error";
      readonly action: "new";
      readonly title: string;
      readonly modules: readonly AffectedModule[];
      readonly hosting: Hosting | null;
    }
  /** `consent`: reference of the ticket that it was given on, as we write it; null: on this one. */
  | {
      readonly name: "change";
      readonly text: string;
      readonly module: string | null;
      readonly version: string | null;
      readonly consent: string | null;
    }
  /** Null: until the ticket changes. */
  | { readonly name: "ack"; readonly holdMinutes: number | null };

/** Why a line could not be obeyed, in both languages, for the person who wrote it. `lineNumber` counts from 1. */
export interface CommandFault {
  readonly lineNumber: number;
  readonly line: string;
  readonly da: string;
  readonly en: string;
}
