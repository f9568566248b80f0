/** A sentence that a promise of working time must keep, asked of the office calendar of this bench. */
export interface PeerCase {
  readonly sentence: string;
  readonly start: string;
  readonly targetMinutes: number;
  readonly due: string;
}

// Worked out by hand with a wall calendar.
export const PEER_CASES: readonly PeerCase[] = [
  {
    sentence: "Friday afternoon before summer time begins is due on Monday at 11",
    start: "2025-03-28T12:30:00.000Z",
    targetMinutes: 240,
    due: "2025-03-31T09:00:00.000Z",
  },
  {
    sentence: "Friday afternoon before summer time ends is due on Monday at 11",
    start: "2025-10-24T11:30:00.000Z",
    targetMinutes: 240,
    due: "2025-10-27T10:00:00.000Z",
  },
  {
    sentence: "Wednesday before Easter passes over three holidays and a weekend",
    start: "2025-04-16T12:00:00.000Z",
    targetMinutes: 960,
    due: "2025-04-23T12:00:00.000Z",
  },
  {
    sentence: "a whole day's work from opening is due at closing, not at the next opening",
    start: "2025-11-25T07:00:00.000Z",
    targetMinutes: 480,
    due: "2025-11-25T15:00:00.000Z",
  },
  {
    sentence: "what came at night begins at opening",
    start: "2025-11-26T01:00:00.000Z",
    targetMinutes: 240,
    due: "2025-11-26T11:00:00.000Z",
  },
  {
    sentence: "what came on Saturday begins on Monday",
    start: "2025-11-29T09:00:00.000Z",
    targetMinutes: 480,
    due: "2025-12-01T15:00:00.000Z",
  },
  {
    sentence: "Friday is shorter than the other days",
    start: "2025-02-06T07:00:00.000Z",
    targetMinutes: 960,
    due: "2025-02-10T08:30:00.000Z",
  },
  {
    sentence: "New Year's Eve counts and New Year's Day does not",
    start: "2025-12-31T13:00:00.000Z",
    targetMinutes: 240,
    due: "2026-01-02T09:00:00.000Z",
  },
  {
    sentence: "seconds and milliseconds of the start are kept",
    start: "2025-05-13T06:30:15.250Z",
    targetMinutes: 60,
    due: "2025-05-13T07:30:15.250Z",
  },
  {
    sentence: "four thousand minutes over Christmas pass over every holiday",
    start: "2025-12-22T07:00:00.000Z",
    targetMinutes: 4000,
    due: "2026-01-06T11:10:00.000Z",
  },
];
