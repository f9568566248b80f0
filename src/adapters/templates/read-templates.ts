import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { LANGUAGES, type Language } from "../../domain/desk/language.ts";
import { TEMPLATE_NAMES } from "../../domain/outbound/mail-templates.ts";
import { AdapterError } from "../../usecases/ports/adapter-error.ts";

export interface TemplateSource {
  readonly name: string;
  /** Relative to the folder of templates, for messages. */
  readonly file: string;
  readonly subject: string;
  readonly body: string;
}

export interface TemplateSources {
  readonly templates: Readonly<Record<Language, readonly TemplateSource[]>>;
  readonly layout: { readonly text: string; readonly html: string };
}

// The first line is the subject, then a line of three hyphens, then the body.
const FRONT = /^subject: *([^\r\n]+)\r?\n---\r?\n([\s\S]*)$/;

/** Reads a folder of templates; an AdapterError names every file that is missing, one-sided or without a subject. */
export async function readTemplates(folder: string): Promise<TemplateSources> {
  const [da, en] = [await readLanguage(folder, "da"), await readLanguage(folder, "en")];
  const missing = LANGUAGES.flatMap((language) => {
    const present = new Set((language === "da" ? da : en).map((source) => source.name));
    const wanted = [...TEMPLATE_NAMES, ...da.map((source) => source.name), ...en.map((source) => source.name)];
    return [...new Set(wanted)].filter((name) => !present.has(name)).map((name) => `${language}/${name}.liquid`);
  });
  if (missing.length > 0) {
    throw fault(`Templates are missing: ${missing.join(", ")}. Every mail needs one in each language.`);
  }
  const text = await readText(path.join(folder, "layout.text.liquid"));
  const html = await readText(path.join(folder, "layout.html.liquid"));
  return { templates: { da, en }, layout: { text, html } };
}

async function readLanguage(folder: string, language: Language): Promise<TemplateSource[]> {
  const entries = await readdir(path.join(folder, language)).catch((error: unknown) => {
    throw fault(`The folder of templates ${path.join(folder, language)} cannot be read.`, error);
  });
  const files = entries.filter((entry) => entry.endsWith(".liquid")).sort();
  return Promise.all(files.map((file) => readTemplate(folder, `${language}/${file}`)));
}

async function readTemplate(folder: string, file: string): Promise<TemplateSource> {
  const [, subject, body] = FRONT.exec(await readText(path.join(folder, file))) ?? [];
  if (subject === undefined || body === undefined) {
    throw fault(`The template ${file} must begin with a line "subject: ..." and then a line "---".`);
  }
  return { name: path.basename(file, ".liquid"), file, subject, body };
}

async function readText(file: string): Promise<string> {
  return readFile(file, "utf8").catch((error: unknown) => {
    throw fault(`The template ${file} cannot be read.`, error);
  });
}

function fault(message: string, cause?: unknown): AdapterError {
  return new AdapterError("templates", "template-unusable", message, { retryable: false, cause });
}
