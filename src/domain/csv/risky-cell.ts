// Spaces and quotes that a spreadsheet passes over before it looks for a formula.
const PASSED_OVER = /^[\s\p{Z}\p{C}"'\u2018\u2019\u201c\u201d]+/u;
// The wide forms are formulas to some spreadsheets.
const FORMULA = /^[=+\-@\uff1d\uff0b\uff0d\uff20]/;
const BREAKS_OUT = /^[\t\r\n]/;

/** Whether a spreadsheet could take this text for a formula (threat T18): in a file it has an apostrophe in front. */
export function isRiskyCell(text: string): boolean {
  return BREAKS_OUT.test(text) || FORMULA.test(text.replace(PASSED_OVER, ""));
}
