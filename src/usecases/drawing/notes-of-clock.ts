import type { ExplanationRow } from "../../domain/sla/explain-clock.ts";
import type { Instant } from "../../domain/time/instant.ts";
import { localMoment } from "../../domain/time/local-pieces.ts";
import type { ExplainedClock, ExplainedStep } from "../clock/explain-clocks.ts";
import type { DayNote, NoteTone } from "./day-of-clock.ts";
import type { DrawingWords } from "./drawing-words.ts";

type Told = Pick<DayNote, "at" | "tone" | "text">;

const MINUTE_MS = 60_000;

/** Everything beside a clock that has an instant: its events, breach, deadline, warnings and the present; by instant. */
export function notesOfClock(told: ExplainedClock, words: DrawingWords, zone: string): DayNote[] {
  const notes: Told[] = [
    ...told.rows.flatMap((row) => noteOf(told, row, words)),
    ...told.steps.flatMap((step) => stepNote(told, step, words, zone)),
    ...deadlineNote(told, words),
    ...presentNote(told, words),
  ];
  return notes
    .map((note) => ({ ...note, minute: localMoment(note.at, zone).minute }))
    .sort((one, other) => one.at - other.at);
}

function noteOf(told: ExplainedClock, row: ExplanationRow, words: DrawingWords): Told[] {
  const { at } = row;
  if (row.kind === "start") {
    return [{ at, tone: "start", text: words.start(words.length(row.targetMinutes * MINUTE_MS)) }];
  }
  if (row.kind === "breach") return [{ at, tone: "bad", text: words.breach }];
  return row.kind === "event" ? [{ at, ...eventNote(told, row, words) }] : [];
}

function eventNote(
  told: ExplainedClock,
  { event, counts, sumMilliseconds, at }: Extract<ExplanationRow, { kind: "event" }>,
  words: DrawingWords,
): { tone: NoteTone; text: string } {
  switch (event.type) {
    case "pause":
      return { tone: "plain", text: words.pause(words.reason(event.reason)) };
    case "resume":
      return { tone: "plain", text: words.resume(event.reason === undefined ? null : words.reason(event.reason)) };
    case "retarget":
      return { tone: "plain", text: words.retarget(words.length(event.targetMinutes * MINUTE_MS)) };
    case "calendar":
    case "reopen":
    case "cancel":
      return { tone: "plain", text: words[event.type] };
    case "revoke":
      return { tone: "bad", text: words.revoke };
    case "met": {
      if (!counts) return { tone: "plain", text: words.bouncedAnswer };
      const { breachedAt } = told.reading;
      if (breachedAt === null || at < breachedAt) return { tone: "good", text: words.met[told.clock.kind] };
      const spent = told.rows.find(({ kind }) => kind === "breach")?.sumMilliseconds ?? 0;
      return { tone: "bad", text: words.metLate(words.length(sumMilliseconds - spent)) };
    }
  }
}

// The step at the target is the breach itself, which has its note.
function stepNote(
  { ahead }: ExplainedClock,
  { at, atMinutes, rangAt }: ExplainedStep,
  words: DrawingWords,
  zone: string,
): Told[] {
  if (atMinutes === 0) return [];
  if (rangAt === null) {
    const isWarning = atMinutes < 0 && ahead.dueAt !== null && at <= ahead.dueAt;
    return isWarning ? [{ at, tone: "warning", text: words.warningAhead }] : [];
  }
  const what = atMinutes < 0 ? words.warning : words.escalation;
  const late = rangAt - at >= MINUTE_MS ? ` (${words.rangLate(localText(rangAt, words, zone))})` : "";
  return [{ at, tone: "warning", text: `${what}${late}` }];
}

function localText(at: Instant, words: DrawingWords, zone: string): string {
  const { date, minute } = localMoment(at, zone);
  return `${words.day(date)} ${words.time(minute)}`;
}

function deadlineNote({ ahead, reading }: ExplainedClock, words: DrawingWords): Told[] {
  if (ahead.dueAt === null || reading.breachedAt !== null) return [];
  return [{ at: ahead.dueAt, tone: "deadline", text: words.deadline }];
}

function presentNote({ reading }: ExplainedClock, words: DrawingWords): Told[] {
  if (reading.metAt !== null || reading.cancelledAt !== null) return [];
  return [{ at: reading.asOf, tone: "now", text: words.now }];
}
