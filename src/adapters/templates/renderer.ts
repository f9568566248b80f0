import { Liquid, type Template } from "liquidjs";
import { LANGUAGES, type Language } from "../../domain/desk/language.ts";
import { INTERNAL_MARKER } from "../../domain/outbound/egress-scan.ts";
import {
  type ReplyTemplateData,
  TEMPLATE_NAMES,
  type TemplateData,
  type TemplateName,
} from "../../domain/outbound/mail-templates.ts";
import { AdapterError } from "../../usecases/ports/adapter-error.ts";
import type { MailRenderer, RenderedMail } from "../../usecases/ports/mail-renderer.ts";
import { toBlocks, toPlainText } from "./blocks.ts";
import { registerFilters } from "./filters.ts";
import { cleanData } from "./marks.ts";
import { readTemplates, type TemplateSources } from "./read-templates.ts";
import { REPLY_SAMPLE, SAMPLES } from "./samples.ts";

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
  readonly templates: ReadonlyMap<string, { readonly subject: Template[]; readonly body: Template[] }>;
  readonly replies: ReadonlyMap<string, Template[]>;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what it looks for
const CONTROL = /[\0-\x1f\x7f\ue000-\ue00f]/;

/**
 * Reads and checks every template: both LANGUAGES hold the same names, all that the desk needs are there, each one parses
 * and renders its sample data without an unknown variable or filter. Throws an AdapterError that names the file otherwise.
 */
export async function createRenderer(templatesDir: string, desk: DeskIdentity): Promise<MailRenderer> {
  const sources = await readTemplates(templatesDir);
  const compiled = { da: compile(sources, desk, "da"), en: compile(sources, desk, "en") };
  const renderer: MailRenderer = {
    render: (name, language, data) => renderWith(compiled[language], name, `${language}/${name}.liquid`, data),
    replyTemplates: sources.replies.en.map(({ name }) => name),
    renderReply: (name, language, data) => renderReply(compiled[language], name, language, data),
    preview: (name, language) => renderer.render(name, language, SAMPLES[name] as TemplateData[typeof name]),
  };
  for (const language of LANGUAGES) {
    for (const name of TEMPLATE_NAMES) renderer.preview(name, language);
    for (const name of renderer.replyTemplates) renderer.renderReply(name, language, REPLY_SAMPLE);
  }
  return renderer;
}

function compile(sources: TemplateSources, desk: DeskIdentity, language: Language): Compiled {
  const options = {
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    globals: { desk, language, internal: INTERNAL_MARKER },
    // No template reads another file: what is rendered is what was checked.
    templates: {},
  };
  const words = new Liquid(options);
  const markup = new Liquid({ ...options, outputEscape: "escape" });
  registerFilters(words, desk.zone, language);
  const parsed = sources.templates[language].map(({ name, file, subject, body }) => {
    return [name, guarded(file, () => ({ subject: words.parse(subject), body: words.parse(body) }))] as const;
  });
  const replies = sources.replies[language].map(({ name, file, body }) => {
    return [name, guarded(file, () => words.parse(body))] as const;
  });
  const layout = {
    text: guarded("layout.text.liquid", () => words.parse(sources.layout.text)),
    html: guarded("layout.html.liquid", () => markup.parse(sources.layout.html)),
  };
  return { words, markup, layout, templates: new Map(parsed), replies: new Map(replies) };
}

function renderWith(compiled: Compiled, name: TemplateName, file: string, data: unknown): RenderedMail {
  const template = compiled.templates.get(name);
  if (template === undefined) throw unusable(file, "it does not exist");
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

function renderReply(compiled: Compiled, name: string, language: Language, data: ReplyTemplateData): string {
  const file = `${language}/replies/${name}.liquid`;
  const template = compiled.replies.get(name);
  if (template === undefined) throw unusable(file, "it does not exist");
  return guarded(file, () => toPlainText(String(compiled.words.renderSync(template, cleanData(data) as object))));
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
