import { LANGUAGES, type Language } from "../../domain/desk/language.ts";
import { CUSTOMER_TEMPLATES, TEMPLATE_NAMES } from "../../domain/outbound/template-names.ts";
import type { TemplateOverrides, TemplateSources } from "./read-templates.ts";

export interface Overlaid {
  readonly sources: TemplateSources;
  /** What the folder holds and nothing would ever use, a sentence each. */
  readonly faults: readonly string[];
}

/**
 * The templates with those of a folder in their place. A desk may replace every mail and add canned replies, in both languages; an organisation
 * only what its customers read, and no new canned reply, since `#template` offers the same ones on every ticket.
 */
export function overlay(below: TemplateSources, over: TemplateOverrides, whose: "desk" | "organisation"): Overlaid {
  const mails = whose === "desk" ? TEMPLATE_NAMES : CUSTOMER_TEMPLATES;
  const replies = new Set(below.replies.en.map(({ name }) => name));
  const faults = LANGUAGES.flatMap((language) => [
    ...over.templates[language].flatMap(({ name, file }) => unknown(name, file, mails)),
    ...over.replies[language].flatMap(({ name, file }) => {
      if (replies.has(name)) return [];
      if (whose === "organisation") return unknown(name, file, [...replies]);
      const other: Language = language === "da" ? "en" : "da";
      const isWhole = over.replies[other].some((one) => one.name === name);
      return isWhole ? [] : [`${file}:1: there is no ${name} in ${other}; write it in both languages`];
    }),
  ]);
  const both = <Source extends { readonly name: string }>(
    lower: Readonly<Record<Language, readonly Source[]>>,
    upper: Readonly<Record<Language, readonly Source[]>>,
  ) => ({ da: replaced(lower.da, upper.da), en: replaced(lower.en, upper.en) });
  const sources = {
    templates: both(below.templates, over.templates),
    replies: both(below.replies, over.replies),
    layout: { text: over.layout.text ?? below.layout.text, html: over.layout.html ?? below.layout.html },
  };
  return { sources, faults };
}

function unknown(name: string, file: string, known: readonly string[]): string[] {
  if (known.includes(name)) return [];
  return [`${file}:1: nothing here is called ${name}; call it one of ${known.join(", ")}, or take the file away`];
}

function replaced<Source extends { readonly name: string }>(
  lower: readonly Source[],
  upper: readonly Source[],
): Source[] {
  const all = new Map([...lower, ...upper].map((source) => [source.name, source]));
  return [...all.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}
