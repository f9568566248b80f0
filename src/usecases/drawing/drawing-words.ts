import type { Holiday } from "../../domain/calendar/holiday-source.ts";
import type { Language } from "../../domain/desk/language.ts";
import { formatLength } from "../../domain/outbound/local-length.ts";
import type { ClockState } from "../../domain/sla/clock-state.ts";
import { formatLocalDate, type LocalDate, yearOf } from "../../domain/time/local-date.ts";
import type { ClockKind } from "../ports/clock-store.ts";
import type { BarKind } from "./day-of-clock.ts";

const NAMES = {
  da: {
    weekdays: ["man.", "tirs.", "ons.", "tors.", "fre.", "lør.", "søn."],
    months: ["jan.", "feb.", "mar.", "apr.", "maj", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "dec."],
    reasons: { requester: "kunden", access: "adgang", consent: "samtykke" },
  },
  en: {
    weekdays: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    months: ["Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sep", "Oct", "Nov", "Dec"],
    reasons: { requester: "requester", access: "access", consent: "consent" },
  },
} as const;

const DA = {
  kinds: { first_response: "Første svar", next_response: "Næste svar", resolution: "Løsning" },
  states: { running: "løber", paused: "på pause", met: "holdt", breached: "overskredet", cancelled: "bortfaldet" },
  bars: {
    counted: "talt",
    overdue: "talt efter fristen",
    left: "tilbage til fristen",
    paused: "pause",
    closed: "lukket",
    kept: "holdt",
  },
  level: "niveau",
  promised: (time: string) => `Lovet: ${time} arbejdstid.`,
  counted: (time: string) => `Talt: ${time}.`,
  notCounted: (closed: string, paused: string | null) =>
    `Ikke talt: lukket ${closed}${paused === null ? "" : `, pause ${paused}`}.`,
  due: (time: string) => `Frist ${time}.`,
  fellDue: (time: string) => `Fristen var ${time}.`,
  noDeadline: "Ingen frist, mens uret står stille.",
  drawn: (zone: string, time: string) => `Tider i ${zone}. Tegnet ${time}.`,
  noClock: "Der er ikke lovet nogen tid for denne sag, så intet ur går.",
  outside: "Kun timerne på aksen er tegnet; uden for dem blev intet talt.",
  closure: "lukkedag",
  columns: { counted: "talt", sum: "i alt" },
  start: (time: string) => `Start: ${time} lovet`,
  retarget: (time: string) => `Nyt niveau: ${time} lovet`,
  calendar: "Anden kalender herfra",
  pause: (reason: string) => `Pause: ${reason}`,
  resume: (reason: string | null) => (reason === null ? "Pause slut" : `Pause slut: ${reason}`),
  met: { first_response: "Svar: løftet er holdt", next_response: "Svar: løftet er holdt", resolution: "Løst i tide" },
  metLate: (late: string) => `Svar, ${late} for sent`,
  bouncedAnswer: "Svar kom retur: tæller ikke",
  revoke: "Svaret kom retur; uret gik videre",
  reopen: "Genåbnet",
  cancel: "Bortfaldet",
  breach: "Frist overskredet",
  deadline: "Frist",
  now: "Nu",
  warning: "Varsel",
  warningAhead: "Varsel, hvis intet sker",
  escalation: "Eskaleret",
  rangLate: (time: string) => `sendt ${time}`,
  clocksBack: "uret stilles tilbage",
  clocksForward: "uret stilles frem",
  days: (count: number, time: string) => `${count} dage, ${time} talt`,
  daysLeft: (count: number, time: string) => `${count} dage, ${time} tilbage`,
  more: (count: number) => `og ${count} hændelser til`,
};

type Words = typeof DA;

const EN: Words = {
  kinds: { first_response: "First response", next_response: "Next response", resolution: "Resolution" },
  states: { running: "running", paused: "paused", met: "kept", breached: "breached", cancelled: "cancelled" },
  bars: {
    counted: "counted",
    overdue: "counted after the deadline",
    left: "left until the deadline",
    paused: "paused",
    closed: "closed",
    kept: "kept",
  },
  level: "level",
  promised: (time) => `Promised: ${time} of working time.`,
  counted: (time) => `Counted: ${time}.`,
  notCounted: (closed, paused) => `Not counted: closed ${closed}${paused === null ? "" : `, paused ${paused}`}.`,
  due: (time) => `Due ${time}.`,
  fellDue: (time) => `Fell due ${time}.`,
  noDeadline: "No deadline while it stands still.",
  drawn: (zone, time) => `Times in ${zone}. Drawn ${time}.`,
  noClock: "No time was promised for this ticket, so no clock runs.",
  outside: "Only the hours on the axis are drawn; outside them nothing was counted.",
  closure: "closure",
  columns: { counted: "counted", sum: "sum" },
  start: (time) => `Start: ${time} promised`,
  retarget: (time) => `New level: ${time} promised`,
  calendar: "Another calendar from here",
  pause: (reason) => `Paused: ${reason}`,
  resume: (reason) => (reason === null ? "Pause ends" : `Pause ends: ${reason}`),
  met: {
    first_response: "Answered: promise kept",
    next_response: "Answered: promise kept",
    resolution: "Resolved in time",
  },
  metLate: (late) => `Answered ${late} late`,
  bouncedAnswer: "Answer bounced: does not count",
  revoke: "The answer bounced; the clock ran on",
  reopen: "Reopened",
  cancel: "Cancelled",
  breach: "Deadline passed",
  deadline: "Deadline",
  now: "Now",
  warning: "Warning",
  warningAhead: "Warning, if nothing happens",
  escalation: "Escalated",
  rangLate: (time) => `sent ${time}`,
  clocksBack: "clocks go back",
  clocksForward: "clocks go forward",
  days: (count, time) => `${count} days, ${time} counted`,
  daysLeft: (count, time) => `${count} days, ${time} left`,
  more: (count) => `and ${count} more events`,
};

/** What a drawing says, in one language. Lengths are milliseconds, cut to whole minutes. */
export interface DrawingWords extends Words {
  readonly language: Language;
  readonly kinds: Readonly<Record<ClockKind, string>>;
  readonly states: Readonly<Record<ClockState, string>>;
  readonly bars: Readonly<Record<BarKind, string>>;
  /** `fre. 22. maj`, `Fri 22 May`; with the year where one is asked for. */
  day(date: LocalDate, options?: { readonly year: boolean }): string;
  /** Minutes since midnight as the wall shows them: `14.30`, `14:30`. */
  time(minute: number): string;
  length(milliseconds: number): string;
  reason(reason: string): string;
  holiday(holiday: Holiday): string;
}

const MINUTE_MS = 60_000;

/** The words of the drawings of clocks. */
export function drawingWords(language: Language): DrawingWords {
  const isDanish = language === "da";
  const names = NAMES[language];
  const two = (value: number) => String(value).padStart(2, "0");
  return {
    ...(isDanish ? DA : EN),
    language,
    day(date, { year } = { year: false }) {
      const weekday = names.weekdays[(((date + 3) % 7) + 7) % 7];
      const [, month, day] = formatLocalDate(date).split("-").map(Number);
      const text = `${weekday} ${day}${isDanish ? "." : ""} ${names.months[(month ?? 1) - 1]}`;
      return year ? `${text} ${yearOf(date)}` : text;
    },
    time: (minute) => `${two(Math.floor(minute / 60))}${isDanish ? "." : ":"}${two(Math.floor(minute % 60))}`,
    length: (milliseconds) => formatLength(milliseconds / MINUTE_MS, language),
    reason: (reason) => (Object.hasOwn(names.reasons, reason) ? names.reasons[reason as "access"] : reason),
    holiday: ({ name }) => (isDanish ? (name.da ?? name.en) : name.en),
  };
}
