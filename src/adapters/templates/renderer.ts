import { setImmediate as nextTurn } from "node:timers/promises";
import { Liquid, type LiquidOptions, type Template } from "liquidjs";
import { LANGUAGES, type Language } from "../../domain/desk/language.ts";
import { INTERNAL_MARKER } from "../../domain/outbound/egress-scan.ts";
import type { ReplyTemplateData, TemplateData } from "../../domain/outbound/mail-templates.ts";
import { TEMPLATE_NAMES, type TemplateName } from "../../domain/outbound/template-names.ts";
import { AdapterError } from "../../usecases/ports/adapter-error.ts";
import type { MailRenderer, RenderedMail } from "../../usecases/ports/mail-renderer.ts";
import { toBlocks, toPlainText } from "./blocks.ts";
import { checkVariables } from "./check-variables.ts";
import { registerFilters } from "./filters.ts";
import { cleanData } from "./marks.ts";
import { overlay } from "./overlay.ts";
import { readOverrides, readTemplates, type TemplateSources } from "./read-templates.ts";
import { replySampleIn, samplesIn } from "./samples.ts";

/** What every template may say of the desk. */
export interface DeskIdentity {
  readonly name: string;
  readonly address: string;
  readonly zone: string;
}

interface Compiled {
  readonly words: Liquid;
  readonly markup: Liquid;
  readonly layout: { readonly text: Template[]; readonly html: Template[] };
  readonly templates: ReadonlyMap<
    string,
    { readonly file: string; readonly subject: Template[]; readonly body: Template[] }
  >;
  readonly replies: ReadonlyMap<string, { readonly file: string; readonly body: Template[] }>;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what it looks for
const CONTROL = /[\0-\x1f\x7f\ue000-\ue00f]/;

/** Folders whose templates go before the shipped ones: the desk's, and before that the organisation's. */
export interface TemplateFolders {
  readonly desk: string | null;
  /** By the organisation's id. */
  readonly organisations: ReadonlyMap<string, string>;
}

type Layer = Readonly<Record<Language, Compiled>>;

const SHIPPED_ONLY: TemplateFolders = { desk: null, organisations: new Map() };

/**
 * Reads and checks every template: both LANGUAGES hold the same names, all that the desk needs are there, each one parses, asks in
 * none of its branches for a variable that it is not given, and renders its sample data. Throws an AdapterError that names every
 * fault with its file and line otherwise.
 */
export async function createRenderer(
  templatesDir: string,
  desk: DeskIdentity,
  folders: TemplateFolders = SHIPPED_ONLY,
): Promise<MailRenderer> {
  const faults: string[] = [];
  const layers = await readLayers(templatesDir, folders, faults);
  const compiled = new Map(
    [...layers].map(([whose, sources]) => [
      whose,
      { da: compile(sources, desk, "da", faults), en: compile(sources, desk, "en", faults) } satisfies Layer,
    ]),
  );
  if (faults.length > 0) throw unusableAll([...new Set(faults)]);
  const ours = compiled.get(null) as Layer;
  const layerOf = (organisation: string | null = null, language: Language) =>
    (compiled.get(organisation) ?? ours)[language];
  const renderer: MailRenderer = {
    render: (name, language, data, organisation) => renderWith(layerOf(organisation, language), name, data),
    replyTemplates: [...ours.en.replies.keys()],
    renderReply: (name, language, data, organisation) => renderReply(layerOf(organisation, language), name, data),
    preview: (name, language, organisation) =>
      renderer.render(name, language, samplesIn(language)[name] as TemplateData[typeof name], organisation),
    previewReply: (name, language, organisation) =>
      renderer.renderReply(name, language, replySampleIn(language), organisation),
  };
  for (const language of LANGUAGES) {
    for (const organisation of compiled.keys()) {
      for (const name of TEMPLATE_NAMES) renderer.preview(name, language, organisation);
      for (const name of renderer.replyTemplates) renderer.previewReply(name, language, organisation);
      // What else starts meanwhile has its turn.
      await nextTurn();
    }
  }
  return renderer;
}

/** The templates of the desk, under null, and of each organisation that has some of its own. */
async function readLayers(shipped: string, folders: TemplateFolders, faults: string[]) {
  const layers = new Map<string | null, TemplateSources>();
  const put = async (whose: string | null, below: TemplateSources, folder: string) => {
    const laid = overlay(below, await readOverrides(folder), whose === null ? "desk" : "organisation");
    faults.push(...laid.faults);
    layers.set(whose, laid.sources);
    return laid.sources;
  };
  const ground = await readTemplates(shipped);
  const ours = folders.desk === null ? ground : await put(null, ground, folders.desk);
  layers.set(null, ours);
  for (const [organisation, folder] of folders.organisations) await put(organisation, ours, folder);
  return layers;
}

/** What a template may do: show, choose and go through a list. No template reads another file or changes what is outside it. */
const TAGS = ["assign", "break", "case", "comment", "continue", "for", "if", "raw", "unless", "#"];

function createEngine(options: LiquidOptions): Liquid {
  const engine = new Liquid(options);
  for (const tag of Object.keys(engine.tags)) if (!TAGS.includes(tag)) delete engine.tags[tag];
  return engine;
}

function compile(sources: TemplateSources, desk: DeskIdentity, language: Language, faults: string[]): Compiled {
  const globals = { desk, language, internal: INTERNAL_MARKER };
  const options = { strictVariables: true, strictFilters: true, ownPropertyOnly: true, globals, templates: {} };
  const words = createEngine(options);
  const markup = createEngine({ ...options, outputEscape: "escape" });
  registerFilters(words, desk.zone, language);
  const parse = (engine: Liquid, file: string, text: string, given: object | null): Template[] => {
    try {
      const parsed = engine.parse(text);
      const wrong = given === null ? [] : checkVariables(engine, parsed, { ...given, ...globals });
      faults.push(...wrong.map(({ line, message }) => `${file}:${line}: ${message}`));
      return parsed;
    } catch (error) {
      faults.push(`${file}:${lineOf(error)}: ${reasonOf(error)}`);
      return [];
    }
  };
  const samples = samplesIn(language);
  const templates = sources.templates[language].map(({ name, file, subject, body }) => {
    const given = Object.hasOwn(samples, name) ? samples[name as TemplateName] : null;
    // The body begins on the third line: so its faults are told where they stand.
    const parsed = { subject: parse(words, file, subject, given), body: parse(words, file, `\n\n${body}`, given) };
    return [name, { file, ...parsed }] as const;
  });
  const replies = sources.replies[language].map(
    ({ name, file, body }) => [name, { file, body: parse(words, file, body, replySampleIn(language)) }] as const,
  );
  const layout = {
    text: parse(words, "layout.text.liquid", sources.layout.text, { body: "" }),
    html: parse(markup, "layout.html.liquid", sources.layout.html, { subject: "", blocks: null }),
  };
  return { words, markup, layout, templates: new Map(templates), replies: new Map(replies) };
}

function lineOf(error: unknown): number {
  const { token } = error as { token?: { getPosition?(): number[] } };
  return token?.getPosition?.()[0] ?? 1;
}

function reasonOf(error: unknown): string {
  return String((error as Error).message).replace(/, line:\d+, col:\d+$/, "");
}

function renderWith(compiled: Compiled, name: TemplateName, data: unknown): RenderedMail {
  const template = compiled.templates.get(name);
  if (template === undefined) throw unusable(name, "it does not exist");
  const { file } = template;
  const scope = cleanData(data) as object;
  return guarded(file, () => {
    const subject = String(compiled.words.renderSync(template.subject, scope)).trim();
    if (CONTROL.test(subject)) throw headerInjection(file);
    const body = String(compiled.words.renderSync(template.body, scope));
    const text = String(compiled.words.renderSync(compiled.layout.text, { body: toPlainText(body) }));
    const html = String(compiled.markup.renderSync(compiled.layout.html, { subject, blocks: toBlocks(body) }));
    return { subject, text: `${text.trimEnd()}\n`, html: html.replace(/^\s*\n/gm, "") };
  });
}

function renderReply(compiled: Compiled, name: string, data: ReplyTemplateData): string {
  const template = compiled.replies.get(name);
  if (template === undefined) throw unusable(`replies/${name}`, "it does not exist");
  const { file, body } = template;
  return guarded(file, () => toPlainText(String(compiled.words.renderSync(body, cleanData(data) as object))));
}

function guarded<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof AdapterError) throw error;
    throw unusable(file, String((error as { message?: unknown }).message ?? error), error);
  }
}

function headerInjection(file: string): AdapterError {
  const message = `The subject of ${file} would hold a line break or another control.`;
  return new AdapterError("templates", "header-injection", message, { retryable: false });
}

function unusable(file: string, why: string, cause?: unknown): AdapterError {
  const message = `The template ${file} cannot be used: ${why}.`;
  return new AdapterError("templates", "template-unusable", message, { retryable: false, cause });
}

function unusableAll(faults: readonly string[]): AdapterError {
  const message = `Templates cannot be used:\n${faults.join("\n")}`;
  return new AdapterError("templates", "template-unusable", message, { retryable: false });
}
