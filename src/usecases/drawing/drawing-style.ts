/** Colours of one scheme. Text stands out from its ground by at least 4.5 to 1 in both. */
interface Scheme {
  readonly ground: string;
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  readonly closed: string;
  readonly counted: string;
  readonly overdue: string;
  readonly left: string;
  readonly pause: string;
  readonly pauseGround: string;
  readonly good: string;
  readonly bad: string;
  readonly warning: string;
}

const LIGHT: Scheme = {
  ground: "#ffffff",
  ink: "#1c2430",
  soft: "#5a6675",
  line: "#d5dbe2",
  closed: "#e6eaef",
  counted: "#2f6fb2",
  overdue: "#c0392b",
  left: "#d3e4f5",
  pause: "#b07a10",
  pauseGround: "#fbf1da",
  good: "#1d7a46",
  bad: "#b3261e",
  warning: "#8f5f00",
};

const DARK: Scheme = {
  ground: "#12171e",
  ink: "#e6ebf1",
  soft: "#9ba8b7",
  line: "#333d49",
  closed: "#242e39",
  counted: "#5b9fe3",
  overdue: "#ea6f62",
  left: "#20405f",
  pause: "#d9a441",
  pauseGround: "#3a3017",
  good: "#5cc98a",
  bad: "#ff8d80",
  warning: "#e3b155",
};

/** The style sheet of a drawing: plain classes, dark where the reader's system is. Nothing is loaded from elsewhere. */
export const DRAWING_STYLE = `text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"Liberation Sans",sans-serif;font-size:12px}
.title{font-size:20px;font-weight:600}.heading{font-size:15px;font-weight:600}.small{font-size:11px}.strong{font-weight:600}.end{text-anchor:end}.middle{text-anchor:middle}
${rules(LIGHT)}
@media (prefers-color-scheme:dark){${rules(DARK)}}`;

function rules(scheme: Scheme): string {
  const { ground, ink, soft, line, closed, counted, overdue, left, pause, pauseGround, good, bad, warning } = scheme;
  return [
    `.ground{fill:${ground}}text{fill:${ink}}.soft{fill:${soft}}.rule{stroke:${line};stroke-width:1}`,
    `.grid{stroke:${ground};stroke-width:1;opacity:.8}.closed{fill:${closed}}.counted{fill:${counted}}.overdue{fill:${overdue}}`,
    `.left{fill:${left};stroke:${counted};stroke-width:1;stroke-dasharray:3 2}.paused{fill:url(#pause)}.kept{fill:url(#kept)}`,
    `.pause-ground{fill:${pauseGround}}.pause-line{stroke:${pause};stroke-width:1.5}.kept-ground{fill:${closed}}.kept-line{stroke:${good};stroke-width:1.5}`,
    `.break{stroke:${soft};fill:none;stroke-width:1.2}.plate{fill:${ground}}`,
    `.start,.plain,.now{stroke:${ink}}.sign-plain,.sign-now{fill:${ink}}.sign-start{fill:${ground};stroke:${ink};stroke-width:1.6}`,
    `.good{stroke:${good}}.sign-good{fill:none;stroke:${good};stroke-width:2}.text-good{fill:${good}}`,
    `.bad{stroke:${bad}}.sign-bad{fill:${bad}}.text-bad{fill:${bad}}`,
    `.warning{stroke:${warning}}.sign-warning{fill:${warning}}.text-warning{fill:${warning}}`,
    `.deadline{stroke:${ink}}.sign-deadline{fill:${ink}}.leader{stroke-width:1.2}.leader.now{stroke-dasharray:3 2}`,
    `.pill{fill:none;stroke:${soft}}.pill-met{stroke:${good}}.pill-breached{stroke:${bad}}.pill-paused{stroke:${pause}}`,
  ].join("");
}
