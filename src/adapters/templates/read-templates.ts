import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { LANGUAGES, type Language } from "../../domain/desk/language.ts";
import { TEMPLATE_NAMES } from "../../domain/outbound/template-names.ts";
import { AdapterError } from "../../usecases/ports/adapter-error.ts";

export interface TemplateSource {
  readonly name: string;
  /** Relative to the folder of templates, for messages. */
  readonly file: string;
  readonly subject: string;
  readonly body: string;
}

/** A canned reply: all of the file is its text. */
export type ReplySource = Omit<TemplateSource, "subject">;

export interface TemplateSources {
  readonly templates: Readonly<Record<Language, readonly TemplateSource[]>>;
  readonly replies: Readonly<Record<Language, readonly ReplySource[]>>;
  readonly layout: { readonly text: string; readonly html: string };
}

const REPLIES = "replies";
const LAYOUTS = { text: "layout.text.liquid", html: "layout.html.liquid" } as const;

// The first line is the subject, then a line of three hyphens, then the body.
const FRONT = /^subject: *([^\r\n]+)\r?\n---\r?\n([\s\S]*)$/;

/** Reads a folder of templates; an AdapterError names every file that is missing, one-sided or without a subject. */
export async function readTemplates(folder: string): Promise<TemplateSources> {
  const [da, en] = [await readLanguage(folder, "da"), await readLanguage(folder, "en")];
  const replies = { da: await readReplies(folder, "da"), en: await readReplies(folder, "en") };
  const missing = [
    ...findMissing({ da, en }, TEMPLATE_NAMES, (language, name) => `${language}/${name}.liquid`),
    ...findMissing(replies, [], (language, name) => `${language}/${REPLIES}/${name}.liquid`),
  ];
  if (missing.length > 0) {
    throw fault(`Templates are missing: ${missing.join(", ")}. Every mail needs one in each language.`);
  }
  const text = await readText(path.join(folder, LAYOUTS.text));
  const html = await readText(path.join(folder, LAYOUTS.html));
  return { templates: { da, en }, replies, layout: { text, html } };
}

/** What a folder puts in the place of the templates below it: any of them, in the same tree. */
export interface TemplateOverrides {
  readonly templates: TemplateSources["templates"];
  readonly replies: TemplateSources["replies"];
  readonly layout: { readonly text: string | null; readonly html: string | null };
}

/**
 * Reads a folder that holds only what differs. What of it there is beneath, and may be replaced at all, is checked by `overlay`. What is there and
 * cannot be read is a fault: never are the words beneath sent in its place without a word.
 */
export async function readOverrides(folder: string): Promise<TemplateOverrides> {
  const entries = await readdir(folder).catch((error: unknown) => {
    throw fault(
      `The folder of templates ${folder} cannot be read; name one that is there, relative to desk.yaml.`,
      error,
    );
  });
  const used: readonly string[] = Object.values(LAYOUTS);
  const stray = entries.find((entry) => entry.endsWith(".liquid") && !used.includes(entry));
  if (stray !== undefined) {
    throw fault(`The template ${path.join(folder, stray)} is used for nothing here; move it into da or en, or away.`);
  }
  const read = async (language: Language) => (entries.includes(language) ? await readLanguage(folder, language) : []);
  const placed = <Source extends { readonly file: string }>(sources: readonly Source[]) =>
    sources.map((source) => ({ ...source, file: path.join(folder, source.file) }));
  const layout = async (name: string) => (entries.includes(name) ? await readText(path.join(folder, name)) : null);
  return {
    templates: { da: placed(await read("da")), en: placed(await read("en")) },
    replies: { da: placed(await readReplies(folder, "da")), en: placed(await readReplies(folder, "en")) },
    layout: { text: await layout(LAYOUTS.text), html: await layout(LAYOUTS.html) },
  };
}

type Named = Readonly<Record<Language, readonly { readonly name: string }[]>>;

function findMissing(
  sources: Named,
  needed: readonly string[],
  fileOf: (language: Language, name: string) => string,
): string[] {
  const wanted = new Set([...needed, ...LANGUAGES.flatMap((language) => sources[language].map(({ name }) => name))]);
  return LANGUAGES.flatMap((language) => {
    const present = new Set(sources[language].map(({ name }) => name));
    return [...wanted].filter((name) => !present.has(name)).map((name) => fileOf(language, name));
  });
}

// A desk without canned replies has no such folder.
async function readReplies(folder: string, language: Language): Promise<ReplySource[]> {
  const entries = await readdir(path.join(folder, language, REPLIES)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw fault(`The folder of templates ${path.join(folder, language, REPLIES)} cannot be read.`, error);
  });
  const files = entries.filter((entry) => entry.endsWith(".liquid")).sort();
  return Promise.all(
    files.map(async (entry) => {
      const file = `${language}/${REPLIES}/${entry}`;
      return { name: path.basename(entry, ".liquid"), file, body: await readText(path.join(folder, file)) };
    }),
  );
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
    const where = path.join(folder, file);
    throw fault(`The template ${where}:1 must begin with a line "subject: ..." and then a line "---".`);
  }
  return { name: path.basename(file, ".liquid"), file, subject, body };
}

async function readText(file: string): Promise<string> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw fault(`The template ${file} cannot be read.`, error);
  });
  // Seen in the wild: editors on Windows begin a file with a byte order mark and end its lines with two characters.
  return text.replace(/^\ufeff/, "").replace(/\r\n/g, "\n");
}

function fault(message: string, cause?: unknown): AdapterError {
  return new AdapterError("templates", "template-unusable", message, { retryable: false, cause });
}
