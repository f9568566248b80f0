import { PROMISE_OUTCOMES } from "../../domain/sla/outcome-of-promise.ts";
import { element, type Markup, textNode } from "../drawing/markup.ts";
import type { SlaReportLine } from "./report-sla.ts";

const WIDTH = 130;
const HEIGHT = 12;

/** The promises of a line as one bar, a part for each outcome; `words` says them to those who cannot see it. */
export function drawOutcomes(line: SlaReportLine, words: string): Markup {
  let x = 0;
  const parts = PROMISE_OUTCOMES.flatMap((outcome) => {
    const width = (WIDTH * line[outcome]) / line.promises;
    const part = element("rect", { class: outcome, x, y: 0, width, height: HEIGHT });
    x += width;
    return width > 0 ? [part] : [];
  });
  return element(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT, role: "img" },
    element("title", {}, textNode(words)),
    ...parts,
  );
}
