/** Measures of a drawing, in pixels of its own. */
export const SHEET = {
  width: 1000,
  margin: 24,
  /** The strip of a day, between its date and its sums. */
  stripFrom: 200,
  stripTo: 756,
  countedAt: 864,
  sumAt: 976,
  noteLine: 17,
} as const;

/** The hours that the axis shows, whole ones from 0 to 24. */
export interface Hours {
  readonly from: number;
  readonly to: number;
}

/** Where a minute since midnight lies; what lies outside the axis is at its end. */
export function xOfMinute({ from, to }: Hours, minute: number): number {
  const part = (minute / 60 - from) / (to - from);
  return SHEET.stripFrom + Math.min(1, Math.max(0, part)) * (SHEET.stripTo - SHEET.stripFrom);
}

/** About how wide a text is: a little more than it is in common fonts, so that nothing is written over. */
export function textWidth(text: string, size = 12): number {
  return [...text].length * size * 0.56;
}
