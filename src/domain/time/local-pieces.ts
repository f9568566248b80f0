import { type Instant, instant } from "./instant.ts";
import { type LocalDate, localDate, MILLISECONDS_A_DAY } from "./local-date.ts";
import { offsetStretches } from "./zone-offsets.ts";

/**
 * A stretch of time within one local date and one offset from UTC, so that wall time passes in it as time does. Minutes are
 * those of the wall since midnight, from 0 to 1440, with fractions.
 */
export interface LocalPiece {
  readonly date: LocalDate;
  readonly from: Instant;
  readonly to: Instant;
  readonly fromMinute: number;
  readonly toMinute: number;
  readonly offsetMilliseconds: number;
}

const MINUTE_MS = 60_000;

/**
 * Cuts `[from, to)` at every local midnight and every change of the clocks of a zone, in order. Empty where `from` is not
 * before `to`. Throws RangeError for an unknown zone.
 */
export function localPieces(from: Instant, to: Instant, zone: string): LocalPiece[] {
  const pieces: LocalPiece[] = [];
  for (let at = from; at < to; ) {
    const piece = pieceAt(at, to, zone);
    pieces.push(piece);
    at = piece.to;
  }
  return pieces;
}

/** The date and the minute that the wall of a zone shows at an instant. */
export function localMoment(at: Instant, zone: string): { readonly date: LocalDate; readonly minute: number } {
  const { date, fromMinute } = pieceAt(at, instant(at + 1), zone);
  return { date, minute: fromMinute };
}

function pieceAt(at: Instant, until: Instant, zone: string): LocalPiece {
  const stretch = offsetStretches(zone, new Date(at).getUTCFullYear()).find(({ to }) => at < to);
  if (stretch === undefined) throw new RangeError(`no offset of ${zone} is known at ${at}`);
  const { offsetMilliseconds } = stretch;
  const date = localDate(Math.floor((at + offsetMilliseconds) / MILLISECONDS_A_DAY));
  const midnight = date * MILLISECONDS_A_DAY - offsetMilliseconds;
  const to = instant(Math.min(until, stretch.to, midnight + MILLISECONDS_A_DAY));
  const minuteOf = (time: number) => (time - midnight) / MINUTE_MS;
  return { date, from: at, to, fromMinute: minuteOf(at), toMinute: minuteOf(to), offsetMilliseconds };
}
