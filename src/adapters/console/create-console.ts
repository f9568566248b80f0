import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Liquid } from "liquidjs";
import { TICKET_STATES } from "../../domain/ticket/ticket-state.ts";
import { INBOUND_STATES } from "../../usecases/ports/inbound-store.ts";
import { OUTBOX_STATES } from "../../usecases/ports/outbox-store.ts";
import { SURVEY_SCORES } from "../../usecases/ports/survey-store.ts";
import { BAIT, MOST_CHARACTERS } from "../../usecases/requests/read-request-form.ts";
import { MAX_COMMENT } from "../../usecases/survey/answer-survey.ts";
import { createFilters } from "./filters.ts";

export interface ConsoleOptions {
  /** Folder of the page templates and the style sheet. */
  templates: string;
  /** Name of the desk, at the top of every page. */
  deskName: string;
  /** IANA zone in which times are written. */
  zone: string;
  /** Keys of the levels, for the filter. */
  levels: readonly string[];
}

/** The pages of the console: each takes its view and gives a whole HTML document, with every value in it escaped. */
export function createConsole(options: ConsoleOptions) {
  const { templates, ...desk } = options;
  const engine = new Liquid({
    root: templates,
    extname: ".liquid",
    cache: true,
    outputEscape: "escape",
    ownPropertyOnly: true,
    strictFilters: true,
    strictVariables: true,
  });
  for (const [name, filter] of Object.entries(createFilters(options.zone))) engine.registerFilter(name, filter);
  const page =
    (template: string, words: object = {}) =>
    (view: object = {}): Promise<string> =>
      engine.renderFile(template, { desk, page: template, ...words, ...view });
  return {
    overview: page("overview"),
    tickets: page("tickets", { states: TICKET_STATES }),
    ticket: page("ticket"),
    inbound: page("inbound", { states: INBOUND_STATES }),
    outbox: page("outbox", { states: OUTBOX_STATES }),
    signIn: page("sign-in"),
    welcome: page("welcome"),
    survey: page("survey", { scores: SURVEY_SCORES, maxComment: MAX_COMMENT }),
    request: page("request", { most: MOST_CHARACTERS, bait: BAIT }),
    requestSent: page("request-sent"),
    notice: page("notice"),
    style: readFileSync(join(templates, "console.css"), "utf8"),
  };
}
