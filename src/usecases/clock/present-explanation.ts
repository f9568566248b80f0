import type { ExplanationRow, NotCounted } from "../../domain/sla/explain-clock.ts";
import { formatInstant, type Instant } from "../../domain/time/instant.ts";

/** One line of an explanation for the outside; instants are ISO 8601 UTC, minutes are working time cut to whole ones. */
export interface ExplanationView {
  from: string;
  /** Null for what happens at an instant. */
  to: string | null;
  what: "start" | "event" | "breach" | "counted" | "not-counted";
  detail: string;
  countedMinutes: number;
  sumMinutes: number;
}

const MINUTE_MS = 60_000;

/** A row as people and programs read it: what happened, why time was not counted, and the sum so far. */
export function presentRow(row: ExplanationRow): ExplanationView {
  return {
    from: formatInstant(row.at),
    to: "to" in row ? formatInstant(row.to) : null,
    what: row.kind,
    detail: detailOf(row),
    countedMinutes: row.kind === "counted" ? minutes(row.milliseconds) : 0,
    sumMinutes: minutes(row.sumMilliseconds),
  };
}

function detailOf(row: ExplanationRow): string {
  switch (row.kind) {
    case "start":
      return `target ${row.targetMinutes} minutes`;
    case "event":
      return `${eventText(row.event)}${row.counts ? "" : " (revoked: without effect)"}`;
    case "breach":
      return "the deadline passed";
    case "counted":
      return "open";
    case "not-counted":
      return whyNot(row.why);
  }
}

function eventText(event: Extract<ExplanationRow, { kind: "event" }>["event"]): string {
  switch (event.type) {
    case "retarget":
      return `retarget to ${event.targetMinutes} minutes`;
    case "calendar":
      return event.name === undefined ? "another calendar" : `calendar: ${event.name}`;
    case "pause":
      return `pause: ${event.reason}`;
    case "resume":
      return event.reason === undefined ? "resume" : `resume: ${event.reason}`;
    case "met":
    case "revoke":
      return `${event.type} by ${event.answer}`;
    default:
      return event.type;
  }
}

function whyNot(why: NotCounted): string {
  if (why.kind === "paused") return `paused: ${why.reasons.join(", ")}`;
  if (why.kind !== "closed") return why.kind;
  const holidays = why.holidays.map((holiday) => `${holiday.name.en} ${holiday.date}`);
  const closures = why.closures.map((date) => `closure ${date}`);
  const causes = [...holidays, ...closures];
  return causes.length === 0 ? "closed" : `closed: ${causes.join(", ")}`;
}

function minutes(milliseconds: number): number {
  return Math.floor(milliseconds / MINUTE_MS);
}

/** Writes an instant as local time of a zone: `2026-05-26 11:30`. */
export function localTimes(zone: string): (at: Instant) => string {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
  return (at) => format.format(at);
}
