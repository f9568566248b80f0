import type { Language } from "../desk/language.ts";
import { formatLocalTime } from "../outbound/local-time.ts";
import type { AlertData } from "../outbound/mail-facts.ts";
import { oneLine } from "../outbound/one-line.ts";
import { formatWorkingTime } from "../time/working-time.ts";
import { minutesLeft, minutesOver, type WebhookAlert } from "./webhook-alert.ts";

/** An alert in words, not escaped for anything yet: a title, rows of label and value, and what the link to the ticket says. */
export interface AlertWords {
  readonly title: string;
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly link: string;
}

const MAX_SUBJECT = 120;
const MAX_FACT = 200;

const WORDS = {
  da: {
    titles: { warning: "Snart frist", breach: "Frist overskredet", escalation: "Stadig ikke holdt" },
    promises: { first_response: "til første svar", next_response: "til næste svar", resolution: "til løsning" },
    workingTime: "arbejdstid",
    ticket: "Sag",
    organisation: "Organisation",
    level: "Niveau",
    agent: "Tildelt",
    nobody: "ingen endnu",
    promise: "Løfte",
    left: "Tilbage",
    over: "Over fristen",
    deadline: "Frist",
    late: "Alarmens forsinkelse",
    open: "Åbn",
  },
  en: {
    titles: { warning: "Due soon", breach: "Deadline passed", escalation: "Still not kept" },
    promises: {
      first_response: "to the first answer",
      next_response: "to the next answer",
      resolution: "to a solution",
    },
    workingTime: "of working time",
    ticket: "Ticket",
    organisation: "Organisation",
    level: "Level",
    agent: "Assigned to",
    nobody: "nobody yet",
    promise: "Promised",
    left: "Left",
    over: "Late by",
    deadline: "Deadline",
    late: "This alert is late by",
    open: "Open",
  },
} as const satisfies Record<Language, object>;

/** Writes an alert for people, in the desk's language and zone. */
export function alertWords(alert: WebhookAlert, language: Language, zone: string): AlertWords {
  const words = WORDS[language];
  const { ticket, deadline, lateMinutes } = alert.data;
  const subject = oneLine(ticket.subject, MAX_SUBJECT);
  const facts: [string, string][] = [
    [words.ticket, ticket.ref],
    ...(ticket.organisation === null ? [] : [[words.organisation, ticket.organisation] satisfies [string, string]]),
    [words.level, `${ticket.level.id} – ${ticket.level.name}`],
    [words.agent, ticket.agent ?? words.nobody],
    [words.promise, promised(alert.data, language)],
    standing(alert, language),
    [words.deadline, formatLocalTime(deadline, zone, language)],
  ];
  if (lateMinutes > 0) facts.push([words.late, formatWorkingTime(lateMinutes)]);
  return {
    title: `${words.titles[alert.kind]} (${ticket.level.id}): ${subject}`,
    facts: facts.map(([label, value]) => [label, oneLine(value, MAX_FACT)]),
    link: `${words.open} ${ticket.ref}`,
  };
}

function promised({ account, promise }: AlertData, language: Language): string {
  const words = WORDS[language];
  return `${formatWorkingTime(account.targetMinutes)} ${words.workingTime} ${words.promises[promise]}`;
}

function standing(alert: WebhookAlert, language: Language): [string, string] {
  const words = WORDS[language];
  const [label, minutes] =
    alert.kind === "warning" ? [words.left, minutesLeft(alert)] : [words.over, minutesOver(alert)];
  return [label, `${formatWorkingTime(minutes)} ${words.workingTime}`];
}
