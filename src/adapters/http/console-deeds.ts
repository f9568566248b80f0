import type { Desk } from "../../domain/desk/desk.ts";
import type { Ticket } from "../../usecases/ports/ticket-store.ts";

/** What is done to a ticket on the console: the lines of an agent's mail, and no second way of doing it. */
export const TICKET_DEEDS = ["acknowledge", "assign", "level", "state", "note", "reply"] as const;
export type TicketDeed = (typeof TICKET_DEEDS)[number];

export interface DeedChoice {
  readonly value: string;
  readonly label: string;
  /** Whether `label` is a word of the desk's own, and not a name. */
  readonly isWord: boolean;
}

const HOLDS = ["1h", "2h", "4h", ""];
const STATE_LINES: Readonly<Record<string, string>> = {
  open: "#reopen",
  waiting: "#wait",
  resolved: "#resolve",
  closed: "#close",
};

/** What may be chosen: none for a deed that is told in words. What a ticket has already is left out. */
export function choicesOf(deed: TicketDeed, desk: Desk, ticket: Ticket, language: "da" | "en"): DeedChoice[] {
  switch (deed) {
    case "acknowledge":
      return HOLDS.map((value) => ({
        value,
        label: value === "" ? "hold until change" : `hold ${value}`,
        isWord: true,
      }));
    case "assign":
      return [...agentsOf(desk), ...teamsOf(desk)].filter(({ value }) => value !== ticket.agent);
    case "level":
      return Object.entries(desk.levels)
        .filter(([level]) => level !== ticket.level)
        .map(([level, { name }]) => ({ value: level, label: `${level}: ${name[language]}`, isWord: false }));
    case "state":
      return statesAfter(ticket).map((value) => ({ value, label: `to ${value}`, isWord: true }));
    default:
      return [];
  }
}

/** The lines and the words under them; null: nothing right was chosen or written. */
export function orderOf(
  deed: TicketDeed,
  choices: readonly DeedChoice[],
  { choice, text }: { readonly choice: string; readonly text: string },
): { readonly lines: readonly string[]; readonly text: string } | null {
  if (deed === "note" || deed === "reply") {
    return text === "" ? null : { lines: deed === "note" ? ["#note"] : [], text };
  }
  if (!choices.some(({ value }) => value === choice)) return null;
  return { lines: [lineOf(deed, choice)], text: "" };
}

function lineOf(deed: TicketDeed, choice: string): string {
  if (deed === "acknowledge") return choice === "" ? "#ack" : `#ack ${choice}`;
  return deed === "state" ? (STATE_LINES[choice] ?? "") : `#${deed} ${choice}`;
}

function statesAfter({ state }: Ticket): string[] {
  if (state === "resolved" || state === "closed") return ["open", ...(state === "resolved" ? ["closed"] : [])];
  return ["waiting", "resolved", "closed"].filter((next) => next !== state);
}

function agentsOf({ agents }: Desk): DeedChoice[] {
  return Object.entries(agents)
    .filter(([, { active }]) => active)
    .map(([value, { name }]) => ({ value, label: name, isWord: false }));
}

function teamsOf({ teams }: Desk): DeedChoice[] {
  return Object.keys(teams).map((value) => ({ value, label: value, isWord: false }));
}
