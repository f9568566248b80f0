import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Liquid } from "liquidjs";
import type { Language } from "../../domain/desk/language.ts";
import { TICKET_STATES } from "../../domain/ticket/ticket-state.ts";
import { INBOUND_STATES } from "../../usecases/ports/inbound-store.ts";
import { OUTBOX_STATES } from "../../usecases/ports/outbox-store.ts";
import { SURVEY_SCORES } from "../../usecases/ports/survey-store.ts";
import { DELIVERY_STATES } from "../../usecases/ports/webhook-store.ts";
import { BAIT, MOST_CHARACTERS } from "../../usecases/requests/read-request-form.ts";
import { MAX_COMMENT } from "../../usecases/survey/answer-survey.ts";
import { createFilters } from "./filters.ts";
import { readReasons } from "./read-reasons.ts";
import { readWords } from "./read-words.ts";

export interface ConsoleOptions {
  /** Folder of the page templates, their dictionaries, the style sheet and the script. */
  templates: string;
  /** Name of the desk, at the top of every page. */
  deskName: string;
  /** IANA zone in which times are written. */
  zone: string;
  /** Keys of the levels, for the filter. */
  levels: readonly string[];
  /** Names of the agents by their keys. */
  agents: Readonly<Record<string, string>>;
}

/** What every page of the console needs to know beside its own view: see `Frame` of the HTTP adapter. */
interface AnyFrame {
  readonly language: Language;
}

/** The pages of the console: each takes its view and gives a whole HTML document, with every value in it escaped. */
export function createConsole(options: ConsoleOptions) {
  const { templates, agents: _, ...desk } = options;
  const engines = { da: engineOf(options, "da"), en: engineOf(options, "en") };
  const write = (template: string, frame: AnyFrame, view: object) =>
    engines[frame.language].renderFile(template, view, { globals: { desk, page: template, frame } }) as Promise<string>;
  const page =
    (template: string, words: object = {}) =>
    (frame: AnyFrame, view: object = {}): Promise<string> =>
      write(template, frame, { ...words, ...view });
  const publicPage =
    (template: string, words: object = {}) =>
    (view: object): Promise<string> =>
      write(template, { language: "en" }, { ...words, ...view });
  return {
    overview: page("overview"),
    tickets: page("tickets", { states: TICKET_STATES }),
    ticket: page("ticket"),
    inbound: page("inbound", { states: INBOUND_STATES }),
    inboundEmail: page("inbound-email"),
    outbox: page("outbox", { states: OUTBOX_STATES }),
    outboxMail: page("outbox-mail"),
    webhooks: page("webhooks", { states: DELIVERY_STATES }),
    ladder: page("ladder"),
    health: page("health"),
    reports: page("reports"),
    organisations: page("organisations"),
    organisation: page("organisation"),
    releases: page("releases"),
    release: page("release"),
    audit: page("audit"),
    deed: page("deed"),
    done: page("done"),
    signIn: page("sign-in"),
    confirmSignIn: page("confirm-sign-in"),
    survey: publicPage("survey", { scores: SURVEY_SCORES, maxComment: MAX_COMMENT }),
    request: publicPage("request", { most: MOST_CHARACTERS, bait: BAIT }),
    requestSent: publicPage("request-sent"),
    notice: page("notice"),
    script: readFileSync(join(templates, "console.js"), "utf8"),
    style: readFileSync(join(templates, "console.css"), "utf8"),
  };
}

function engineOf({ templates, zone, agents }: ConsoleOptions, language: Language): Liquid {
  const engine = new Liquid({
    root: templates,
    extname: ".liquid",
    cache: true,
    outputEscape: "escape",
    ownPropertyOnly: true,
    strictFilters: true,
    strictVariables: true,
  });
  const filters = createFilters({
    ...{ zone, agents },
    words: readWords(templates, language),
    sayReason: readReasons(templates, language),
  });
  for (const [name, filter] of Object.entries(filters)) engine.registerFilter(name, filter);
  return engine;
}
