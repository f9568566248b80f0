import fc from "fast-check";
import { createSlaAnswerer } from "../../src/sla-answerer.ts";
import { arbitraryCalendar, arbitraryInstant, arbitraryTarget } from "./calendar-arbitraries.ts";

/** The answers to a fixed set of questions to the clock, holidays of other countries included: the same in every process. */
export function answerZoneQuestions(): string[] {
  const answer = createSlaAnswerer();
  const sample = fc.sample(fc.tuple(arbitraryCalendar, arbitraryInstant, arbitraryInstant, arbitraryTarget), {
    numRuns: 400,
    seed: 20261117,
  });
  return sample.flatMap(([spec, one, other, targetMinutes], index) => {
    const countries = ["dk", "de-by", "us", "nz", "tr"];
    const calendar = { ...spec, holidays: countries.slice(0, index % (countries.length + 1)) };
    const [start, end] = [new Date(one).toISOString(), new Date(other).toISOString()];
    return [
      { op: "deadline", calendar, start, targetMinutes },
      { op: "elapsed", calendar, from: start, to: end },
      {
        op: "timeline",
        calendar,
        start,
        targetMinutes,
        marks: [60],
        events: [{ at: start, type: "reopen" }],
        asOf: end,
      },
    ].map((question) => answer(JSON.stringify(question)));
  });
}
